/** The words of the transport: what is sent, and what comes back. */

export interface DeliveryRequest {
  /** May hold a secret: never to be told to anybody but the server. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A `GET` has no body. @defaultValue 'POST' */
  readonly method?: 'GET' | undefined;
  readonly body: string;
  /** Compresses the body and says so in the headers. */
  readonly gzip?: boolean | undefined;
}

/**
 * What came back: an answer, or why there is none.
 *
 * `not_sent`: the server cannot have seen it. `ambiguous`: it may have. `redirect`: it wants us
 * elsewhere, where we do not go.
 */
export type Answer =
  | {
      readonly status: number;
      /** What the server asks to wait, at most 15 minutes. */
      readonly retryAfterMs?: number | undefined;
      readonly body: string;
    }
  | { readonly error: 'not_sent' | 'ambiguous' | 'redirect'; readonly code: string };

export interface DeliverOptions {
  /** @defaultValue 10 s */
  readonly timeoutMs?: number | undefined;
  /** Gives up at once when aborted; the answer is `ambiguous` if the connection stood by then. */
  readonly signal?: AbortSignal | undefined;
}

export type Deliver = (request: DeliveryRequest, options?: DeliverOptions) => Promise<Answer>;
