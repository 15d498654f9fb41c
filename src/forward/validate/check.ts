/** What a validation says about a part of the set-up, and how its parts add up. */

/** `skipped`: it could not be told. */
export type CheckStatus = 'ok' | 'warning' | 'failed' | 'skipped';

/** A part of the set-up, and how it is: a destination, or the store. */
export interface ValidationCheck {
  /** `store`, or the name of a destination as in `health()`. */
  readonly name: string;
  readonly status: CheckStatus;
  /** What is wired, what was found, and what to do: sentences, without secrets. */
  readonly findings: readonly string[];
}

export interface Validation {
  /** No check failed. */
  readonly ok: boolean;
  readonly checks: readonly ValidationCheck[];
}

/** How something is, and why. */
export type Conclusion = Omit<ValidationCheck, 'name'>;

/** From the best to the worst. */
const STATUSES: readonly CheckStatus[] = ['ok', 'skipped', 'warning', 'failed'];

/** Puts conclusions together: as a whole it is as the worst of them. */
export function checkOf(name: string, conclusions: readonly Conclusion[]): ValidationCheck {
  const worst = Math.max(0, ...conclusions.map(({ status }) => STATUSES.indexOf(status)));
  return {
    name,
    status: STATUSES[worst] ?? 'failed',
    findings: conclusions.flatMap(({ findings }) => findings),
  };
}

/** Something that is to be known, and is no fault. */
export function told(...findings: readonly string[]): Conclusion {
  return { status: 'ok', findings };
}
