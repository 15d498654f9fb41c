/** What a definition is made of. */

export interface Definition {
  readonly term: string;
  readonly text: string;
}
