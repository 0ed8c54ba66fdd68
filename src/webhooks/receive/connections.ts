import type { Socket } from 'node:net';
import { descriptorLimit } from './descriptors.ts';

/** Maximum concurrent connections, if the system allows that many. */
const usual = 1024;

/** At most half of the process's descriptor limit: targets, the log and other parts need some too. */
const affordable = (): number => Math.min(usual, Math.floor((descriptorLimit() ?? 2 * usual) / 2));

/**
 * Decides which connections stay open. A client that holds many connections without sending complete requests must not lock out
 * the service. Over the limit, the connection that has waited longest without a complete request is closed: among idle ones if
 * they are the majority, else among those still sending a request. A connection with a delivery in progress is never closed.
 */
export interface Admission {
  /** Adds a new connection. */
  admit(socket: Socket): void;
  /** A request has started to arrive on it. */
  reading(socket: Socket): void;
  /** The request has arrived completely. */
  busy(socket: Socket): void;
  /** The response was sent. */
  idle(socket: Socket): void;
}

export const createAdmission = (most = affordable()): Admission => {
  /** Longest waiting first. */
  const waiting = new Set<Socket>();
  const reading = new Set<Socket>();
  const leave = (socket: Socket): void => {
    waiting.delete(socket);
    reading.delete(socket);
  };
  return {
    admit: (socket) => {
      waiting.add(socket);
      socket.once('close', () => leave(socket));
      if (waiting.size + reading.size <= most) return;
      for (const oldest of waiting.size >= reading.size ? waiting : reading) {
        leave(oldest);
        oldest.destroy();
        break;
      }
    },
    reading: (socket) => {
      leave(socket);
      reading.add(socket);
    },
    busy: leave,
    idle: (socket) => {
      leave(socket);
      if (!socket.destroyed) waiting.add(socket);
    },
  };
};
