/** Which trace tells what. Traces are seen on their way out; most channels never get them. */

import { MAX_LABEL_LENGTH } from '../model/call.ts';
import { present } from '../model/present.ts';
import type { CapturedActivity, Recognizer } from '../model/turn.ts';
import { readDialogTrace } from './dialog-trace.ts';
import type { Reader } from './read.ts';
import { readRecognition, readRecognizerResult } from './recognition.ts';
import { anyCase, traceValue } from './trace-value.ts';

type Told = Pick<CapturedActivity, 'recognition' | 'stack'>;

/** Reads the trace of a recognizer, or that of the dialogs' state; others tell nothing. */
export function readTrace(read: Reader, activity: unknown): Told {
  const source = sourceOf(read, activity);
  if (source === undefined) return {};
  const value = traceValue(read, activity);
  if (source !== 'dialogs') return present({ recognition: readRecognition(read, source, value) });
  const recognized = anyCase(read, anyCase(read, value, 'turn'), 'recognized');
  return present({
    stack: readDialogTrace(read, value),
    recognition: readRecognizerResult(read, 'adaptive', recognized),
  });
}

/** A trace is known by its name; one without a name by its label or the type of its value. */
function sourceOf(read: Reader, activity: unknown): Recognizer | 'dialogs' | undefined {
  const name = read.word(activity, 'name', MAX_LABEL_LENGTH);
  if (name !== undefined) return NAMES.get(name);
  const label = read.word(activity, 'label', MAX_LABEL_LENGTH) ?? '';
  const valueType = read.word(activity, 'valueType', MAX_LABEL_LENGTH) ?? '';
  return LABELS.get(label) ?? VALUE_TYPES.get(valueType);
}

const NAMES: ReadonlyMap<string, Recognizer | 'dialogs'> = new Map([
  ['LuisRecognizer', 'luis'],
  ['CluRecognizer', 'clu'],
  ['QnAMaker', 'qna'],
  ['OrchestratorRecognizer', 'orchestrator'],
  ['RegexRecognizer', 'regex'],
  ['BotState', 'dialogs'],
  ['AgentState', 'dialogs'],
]);

const LABELS: ReadonlyMap<string, Recognizer | 'dialogs'> = new Map([
  ['LuisV3 Trace', 'luis'],
  ['Luis Trace', 'luis'],
  ['Clu Trace', 'clu'],
  ['QnAMaker Trace', 'qna'],
  ['Orchestrator Recognition', 'orchestrator'],
  ['Regex RecognizerResult', 'regex'],
  ['Bot State', 'dialogs'],
  ['Skill State', 'dialogs'],
  ['Agent State', 'dialogs'],
]);

const VALUE_TYPES: ReadonlyMap<string, Recognizer | 'dialogs'> = new Map([
  ['https://www.luis.ai/schemas/trace', 'luis'],
  ['https://www.clu.ai/schemas/trace', 'clu'],
  ['https://www.qnamaker.ai/schemas/trace', 'qna'],
  ['OrchestratorRecognizer', 'orchestrator'],
  ['RecognizerResult', 'other'],
  ['https://www.botframework.com/schemas/botState', 'dialogs'],
]);
