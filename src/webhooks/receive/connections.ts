import type { Socket } from 'node:net';
import { descriptorLimit } from './descriptors.ts';

/** Connections at once, where the system allows so many. */
const usual = 1024;

/** Not more than half of what this process may have open: targets, the log and the rest need some too. */
const affordable = (): number => Math.min(usual, Math.floor((descriptorLimit() ?? 2 * usual) / 2));

/**
 * Which connections stay open. Whoever holds many open and sends nothing whole on them must not keep the service out: of too many,
 * one makes room that has been without a whole request for longest, of those without any while they are the more, else of those whose
 * request is still coming; one on which a delivery is being answered never does.
 */
export interface Admission {
  /** A new connection. */
  admit(socket: Socket): void;
  /** A request has begun to come on it. */
  reading(socket: Socket): void;
  /** All of it has come. */
  busy(socket: Socket): void;
  /** It was answered. */
  idle(socket: Socket): void;
}

export const createAdmission = (most = affordable()): Admission => {
  /** The one that has waited longest first. */
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
