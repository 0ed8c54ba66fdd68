// Stand-ins for the servers of relays: one with the protocol of the public Svix relay (a websocket), one with that of smee (server-sent
// events). They run in the same process as sender and target, so that all times come from one clock.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const listenOn = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

/** Svix: deliveries are sent as JSON frames with the body in base64; each response is a frame with the same id. */
export const startSvix = async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(404).end();
  });
  const sockets = new WebSocketServer({ server, path: '/listen/', perMessageDeflate: false });
  const waiting = new Map();
  let listener;
  sockets.on('connection', (socket) => {
    socket.on('message', (raw) => {
      const { type, data } = JSON.parse(String(raw));
      if (type === 'start') {
        listener = socket;
        socket.send(JSON.stringify({ type: 'start', version: 1, data: { token: data.token } }));
        return;
      }
      const answered = waiting.get(data.id);
      waiting.delete(data.id);
      answered?.(data.status === 200 ? undefined : new Error(`answered ${data.status}`));
    });
  });
  const port = await listenOn(server);
  return {
    env: { BOLTCALL_SVIX_RELAY: `ws://127.0.0.1:${port}/listen/`, BOLTCALL_SVIX_PLAY: `http://127.0.0.1:${port}/in/` },
    send: ({ id, body, signature }, answered) => {
      waiting.set(id, answered);
      const headers = { 'content-type': 'application/json', 'x-boltcall-signature': signature, 'x-bench': id };
      listener.send(JSON.stringify({ type: 'event', version: 1, data: { id, method: 'POST', headers, body: body.toString('base64') } }));
    },
    stop: () => {
      sockets.close();
      for (const socket of sockets.clients) socket.terminate();
      server.close();
    },
  };
};

/** smee: deliveries are sent as messages of a stream, headers and the parsed body in one object; there are no responses. */
export const startSmee = async () => {
  let stream;
  let connected;
  const ready = new Promise((resolve) => {
    connected = resolve;
  });
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write('event: ready\ndata: {}\n\n');
    stream = response;
    connected();
  });
  const port = await listenOn(server);
  return {
    url: `http://127.0.0.1:${port}/channel`,
    /** Resolves when a client has connected. */
    ready,
    send: ({ id, event, signature }, answered) => {
      const message = { 'content-type': 'application/json', 'x-boltcall-signature': signature, 'x-bench': id, body: event, query: {}, timestamp: 1 };
      stream.write(`id: ${id}\ndata: ${JSON.stringify(message)}\n\n`);
      answered();
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
