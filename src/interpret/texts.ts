/** The texts of users that are kept, where the developer wants them. */

import type { CaptureText } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedActivity } from '../model/turn.ts';
import type { Draft } from './draft.ts';
import { redacted } from './redact/redact.ts';
import { normalized } from './text.ts';

/** Longest text that is kept, in UTF-16 units. */
const MAX_KEPT_LENGTH = 256;

/** Keeps the text of a message and returns its key; `undefined` where there is none, or none is kept. */
export function keepText(
  draft: Draft,
  at: EpochMs,
  activity: CapturedActivity,
): string | undefined {
  const { captured, settings } = draft.input;
  if (captured.origin.consent === 'none') return undefined;
  const text = keptText(activity, settings.captureText);
  if (text === '') return undefined;
  const key = draft.input.textKey(phraseOf(text));
  draft.texts.push({ key, text, at });
  return key;
}

/** Returns what is kept of the text of a message: trimmed and clipped; empty = nothing. */
function keptText(activity: CapturedActivity, captureText: CaptureText): string {
  const { text = '', redactedText = text } = activity;
  switch (captureText) {
    case 'full':
      return clipped(text.trim());
    case 'redacted':
      return clipped(redacted(redactedText).trim());
    default:
      return '';
  }
}

/** Texts that differ in case, white space or the way in which their accents are written are one phrase. */
function phraseOf(text: string): string {
  return normalized(text.normalize('NFC'));
}

/** Never ends in half a surrogate pair. */
function clipped(text: string): string {
  if (text.length <= MAX_KEPT_LENGTH) return text;
  const last = text.charCodeAt(MAX_KEPT_LENGTH - 1);
  const cutsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, cutsPair ? MAX_KEPT_LENGTH - 1 : MAX_KEPT_LENGTH).trimEnd();
}
