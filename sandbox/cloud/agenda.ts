/** What becomes of the cloud by itself, in the order of its moments: it happens when somebody looks. */
export class Agenda {
  readonly #due: { readonly at: number; readonly run: (at: number) => void }[] = [];

  /** @param now the clock, milliseconds since the epoch */
  constructor(readonly now: () => number) {}

  /** Lets something happen at a moment, which it is told. */
  at(moment: number, run: (at: number) => void): void {
    const before = this.#due.findLastIndex(({ at }) => at <= moment);
    this.#due.splice(before + 1, 0, { at: moment, run });
  }

  /** Brings everything to where it is now. */
  settle(): void {
    for (let [next] = this.#due; next && next.at <= this.now(); [next] = this.#due) {
      this.#due.shift();
      next.run(next.at);
    }
  }
}
