/** What we use of `universal-analytics` 0.5.3, which has no types: it builds hits, it never sends. */
declare module 'universal-analytics' {
  type Params = Readonly<Record<string, string | number>>;

  interface Visitor {
    event(params: Params): Visitor;
    pageview(params: Params): Visitor;
    exception(params: Params): Visitor;
    /** Undocumented, unchanged from 0.4 to 0.5: the hits that `send` would send. */
    readonly _queue: readonly Readonly<Record<string, string | number>>[];
    /** For the parity test only: no deadline, and failed hits are lost. */
    send(done: (error: unknown, count: number) => void): void;
  }

  interface Options {
    readonly strictCidFormat: boolean;
    readonly hostname?: string;
    readonly path?: string;
  }

  function visitor(trackingId: string, clientId: string, options: Options): Visitor;

  export = visitor;
}
