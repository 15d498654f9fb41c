/** A mistake in the words of Google's validation server. */

/** https://developers.google.com/analytics/devguides/collection/protocol/ga4/validating-events#response */
export interface Ga4Finding {
  readonly fieldPath: string;
  readonly description: string;
  readonly validationCode: Ga4Code;
}

type Ga4Code =
  | 'EXCEEDED_MAX_ENTITIES'
  | 'NAME_INVALID'
  | 'NAME_RESERVED'
  | 'VALUE_INVALID'
  | 'VALUE_OUT_OF_BOUNDS'
  | 'VALUE_REQUIRED';

/** Returns nothing where all is well, else the one finding. */
export function unless(
  isFine: boolean,
  validationCode: Ga4Code,
  fieldPath: string,
  description: string,
): readonly Ga4Finding[] {
  return isFine ? [] : [{ fieldPath, description, validationCode }];
}
