/**
 * Google Analytics 4: Google's validation server judges events and counts none of them.
 *
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/validating-events
 */

import type { Ga4Settings } from '../../model/settings.ts';
import type { Answer } from '../delivery.ts';
import { GA4_PATHS, ga4, ga4Url } from '../destinations/ga4.ts';
import { hostOf } from '../destinations/verdict.ts';
import type { EncodedRequest } from '../http-destination.ts';
import { checkOf, told } from './check.ts';
import type { Conclusion, ValidationCheck } from './check.ts';
import { fitting } from './fitting.ts';
import { sampleEvents } from '../sample-events.ts';
import { sharing, wiring } from './target.ts';
import type { CheckDeps, Target } from './target.ts';
import { problemOf, quoted } from './words.ts';

/** `RELAXED` is how events are judged when they are counted; the other adds Google's recommendations. */
type Behavior = 'ENFORCE_RECOMMENDATIONS' | 'RELAXED';

/** Has sample events judged, encoded as they are sent. */
export async function checkGa4(
  { settings, shape }: Target<Ga4Settings>,
  { deliver, now }: CheckDeps,
): Promise<ValidationCheck> {
  const host = hostOf(settings.endpoint);
  const encoded = ga4(settings, 'samples').encode(sampleEvents(shape, now), now);
  const ask = async (request: EncodedRequest, behavior: Behavior): Promise<Judgement> => {
    const url = ga4Url(settings, GA4_PATHS.validate);
    const payload = JSON.parse(request.body) as Payload;
    const body = JSON.stringify({ ...payload, validation_behavior: behavior });
    const answer = await deliver({ url, headers: request.headers, body });
    return judgementOf(answer, { host, payload, secrets: [settings.apiSecret] });
  };
  const strict = await askAll(encoded.requests, (request) =>
    ask(request, 'ENFORCE_RECOMMENDATIONS'),
  );
  const isRefused = async (): Promise<boolean> => {
    const relaxed = await askAll(encoded.requests, (request) => ask(request, 'RELAXED'));
    return 'problem' in relaxed || relaxed.messages.length > 0;
  };
  return checkOf(settings.name, [
    told(
      wiring(settings, `to ${host}, for ${settings.measurementId}`),
      ...sharing(shape, ROOM),
      advertising(settings),
    ),
    ...formats(settings),
    ...fitting(encoded),
    await conclude(strict, isRefused, host),
    told(CAVEAT),
  ]);
}

/** An event of a busy bot may say so much itself that nothing is left for others. */
const ROOM = ', as far as they fit beside what the event says itself (25 parameters in all)';

const CAVEAT =
  'Google checks neither the id nor the API secret here: once the bot has talked, look whether events arrive under Reports > Realtime (DebugView shows only events that say debug_mode, which these do not)';

/** What is looked at of a request's body. */
interface Payload {
  readonly events: readonly { readonly name: string }[];
}

type Judgement =
  | { readonly messages: readonly string[] }
  /** Nothing was judged. `isUnknown`: whoever answered does not know Google's validation. */
  | { readonly problem: string; readonly isUnknown: boolean };

async function askAll(
  requests: readonly EncodedRequest[],
  ask: (request: EncodedRequest) => Promise<Judgement>,
): Promise<Judgement> {
  const judgements = await Promise.all(requests.map(ask));
  const problem = judgements.find((judgement) => 'problem' in judgement);
  const messages = judgements.flatMap((each) => ('messages' in each ? each.messages : []));
  return problem ?? { messages: [...new Set(messages)] };
}

/** Only what Google also minds when it counts is a fault. */
async function conclude(
  strict: Judgement,
  isRefused: () => Promise<boolean>,
  host: string,
): Promise<Conclusion> {
  if ('problem' in strict) {
    // a gateway need not know what is not for counting
    const isExcused = strict.isUnknown && !GOOGLE.test(host);
    return { status: isExcused ? 'warning' : 'failed', findings: [strict.problem] };
  }
  const { messages } = strict;
  if (messages.length === 0) {
    return told('Google finds no fault with an event of every kind, made as they are sent');
  }
  return (await isRefused())
    ? { status: 'failed', findings: messages }
    : { status: 'warning', findings: messages.map((message) => `recommended: ${message}`) };
}

const GOOGLE = /(^|\.)google-analytics\.com$/;

/** How it is said that there is no such path: `Not Found`, `Method Not Allowed`. */
const UNKNOWN_PATH: ReadonlySet<number> = new Set([404, 405]);

interface Judged {
  readonly host: string;
  readonly payload: Payload;
  readonly secrets: readonly string[];
}

function judgementOf(answer: Answer, { host, payload, secrets }: Judged): Judgement {
  const problem = problemOf(answer, host);
  if (problem !== undefined) {
    return { problem, isUnknown: 'status' in answer && UNKNOWN_PATH.has(answer.status) };
  }
  const messages = 'body' in answer ? messagesIn(answer.body) : undefined;
  if (!messages) {
    return { problem: `${host} did not answer as Google's validation does`, isUnknown: true };
  }
  return { messages: messages.map((message) => sentence(message, payload, secrets)) };
}

/** As Google words what it minds. */
interface Message {
  readonly fieldPath?: unknown;
  readonly description?: unknown;
  readonly validationCode?: unknown;
}

function messagesIn(body: string): readonly Message[] | undefined {
  try {
    const { validationMessages: messages } = JSON.parse(body) as { validationMessages?: unknown };
    return Array.isArray(messages) ? messages.map((each) => Object(each) as Message) : undefined;
  } catch {
    return undefined;
  }
}

/** Names the event as well: Google numbers them, in the path or in the description. */
function sentence(
  { fieldPath, description, validationCode }: Message,
  { events }: Payload,
  secrets: readonly string[],
): string {
  const [path, words, code] = [fieldPath, description, validationCode].map((part) =>
    quoted(part, secrets),
  );
  const [, number] = /(?:events|index:? ?)\[(\d+)\]/.exec(`${path} ${words}`) ?? [];
  const name = number === undefined ? undefined : events[Number(number)]?.name;
  return `${name === undefined ? '' : `${name}: `}${path}: ${words} (${code})`;
}

function advertising({ consent }: Ga4Settings): string {
  const { adUserData = 'denied', adPersonalization = 'denied' } = consent ?? {};
  return `use for advertising is ${adUserData}, for its personalisation ${adPersonalization}`;
}

/** How ids and secrets of Google look; what they are is nowhere said. */
const MEASUREMENT_ID = /^G-[A-Z0-9]{6,}$/;
const API_SECRET = /^[\w-]{16,}$/;

function formats({ measurementId, apiSecret }: Ga4Settings): readonly Conclusion[] {
  const findings = [
    ...(MEASUREMENT_ID.test(measurementId)
      ? []
      : [`${measurementId} does not look like a measurement id, such as G-1A2BC3D4E5`]),
    ...(API_SECRET.test(apiSecret)
      ? []
      : ['the API secret does not look like one: they are 22 letters, digits, - and _']),
  ];
  return findings.length > 0 ? [{ status: 'warning', findings }] : [];
}
