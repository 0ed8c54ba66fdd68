import type { Socket } from 'node:net';
import { descriptorLimit } from './descriptors.ts';

/** Connections at once: not more than half of what may be open, since targets and the log need some too. */
const most = Math.min(1024, Math.floor((descriptorLimit() ?? 2048) / 2));

/**
 * Which connections stay open. Whoever holds many open and sends nothing whole on them must not keep the service out: of too many,
 * the one that has been without a whole request for longest makes room; one on which a delivery is being answered never does.
 */
export interface Admission {
  /** A new connection. */
  admit(socket: Socket): void;
  /** A whole request came on it. */
  busy(socket: Socket): void;
  /** It is being answered. */
  idle(socket: Socket): void;
}

export const createAdmission = (): Admission => {
  /** The one that has waited longest first. */
  const waiting = new Set<Socket>();
  return {
    admit: (socket) => {
      waiting.add(socket);
      socket.once('close', () => waiting.delete(socket));
      if (waiting.size <= most) return;
      for (const oldest of waiting) {
        oldest.destroy();
        break;
      }
    },
    busy: (socket) => {
      waiting.delete(socket);
    },
    idle: (socket) => {
      if (!socket.destroyed) waiting.add(socket);
    },
  };
};
