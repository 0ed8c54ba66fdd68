/** Remembers the newest names, at least `size` and at most twice as many, so that memory does not grow with the list. */
export class Recent {
  readonly #size: number;
  #new = new Set<string>();
  #old = new Set<string>();

  constructor(size: number) {
    this.#size = size;
  }

  /** Adds a name. Returns false if it was already there. */
  add(name: string): boolean {
    if (this.#new.has(name) || this.#old.has(name)) return false;
    if (this.#new.size >= this.#size) {
      this.#old = this.#new;
      this.#new = new Set();
    }
    this.#new.add(name);
    return true;
  }
}
