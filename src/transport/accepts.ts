import { connect } from 'node:net';

/** Returns whether anything accepts connections on a host and port within `patience` ms. */
export const accepts = (host: string, port: number, patience: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patience });
    const end = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
