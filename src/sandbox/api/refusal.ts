/** The documented code of each status; other statuses borrow the nearest one. */
const codes: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'invalid_api_key',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'bad_request',
  422: 'validation_error',
  429: 'rate_limited',
  500: 'internal_error',
};

/** An error response of the service. Thrown anywhere below the server, which turns it into a response. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  /** `{"error": {code, message, status}}`, the form of every documented error. */
  get body(): unknown {
    const code = codes[this.status] ?? (this.status >= 500 ? 'internal_error' : 'bad_request');
    return { error: { code, message: this.message, status: this.status } };
  }
}
