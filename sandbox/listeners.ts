/** Who wants to be told of something. */
export class Listeners<T extends readonly unknown[]> {
  readonly #all = new Set<(...told: T) => void>();

  /** Calls the listener every time from now on; returns the way to stop. */
  readonly add = (listener: (...told: T) => void): (() => void) => {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  };

  tell(...told: T): void {
    for (const listener of [...this.#all]) listener(...told);
  }

  clear(): void {
    this.#all.clear();
  }
}
