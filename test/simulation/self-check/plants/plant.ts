/** A fault planted into the product's source: an exact snippet of a file, and what stands there instead. */
export interface Plant {
  readonly name: string;
  readonly file: string;
  readonly snippet: string;
  readonly instead: string;
  readonly scenario?: string;
}
