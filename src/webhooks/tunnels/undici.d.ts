/** undici's WebSocket, by its own path; see `transport/connect/undici-inner.d.ts` for why. */
declare module 'undici/lib/web/websocket/websocket.js' {
  interface Message {
    /** Text as a string, binary as an ArrayBuffer (with that `binaryType`). */
    readonly data: unknown;
  }
  export class WebSocket {
    constructor(url: string, options: { readonly dispatcher: object });
    binaryType: 'arraybuffer';
    readonly readyState: number;
    readonly bufferedAmount: number;
    onopen: (() => void) | null;
    onmessage: ((message: Message) => void) | null;
    onerror: ((event: { readonly error: unknown }) => void) | null;
    onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
    send(data: string | Uint8Array): void;
    close(code?: number, reason?: string): void;
  }
  const parts: { readonly WebSocket: typeof WebSocket };
  export default parts;
}
