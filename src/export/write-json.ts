/** JSON: the answer of one report, or an object that has the answers of several by name. */

import { writeFileAtOnce } from './files.ts';
import type { ExportedReport, Job, Written } from './job.ts';
import { isOne, unanswered, written } from './job.ts';
import { answerJson, indented } from './json.ts';
import { isPaged } from './plan.ts';
import { dataRows } from './rows.ts';
import type { Source } from './source.ts';

export async function writeJson(job: Job): Promise<Written> {
  const reports: ExportedReport[] = [];
  const { path } = job.request;
  const text = chunks(job, (report) => void reports.push(report));
  await writeFileAtOnce(path, text, job.store);
  return { files: [path], reports };
}

async function* chunks(
  { request, sources }: Job,
  done: (report: ExportedReport) => void,
): AsyncGenerator<string> {
  let count = 0;
  for await (const source of sources) {
    if ('problem' in source) {
      done(unanswered(source));
      continue;
    }
    const { report } = source.planned;
    let rows = 0;
    const text = answerJson(
      counted(source, (more) => void (rows += more)),
      isPaged(report),
    );
    if (isOne(request)) {
      yield* text;
    } else {
      yield `${count++ === 0 ? '{' : ','}\n  ${JSON.stringify(report)}: `;
      yield* indented(text);
    }
    done(written(source, request.path, rows));
  }
  yield isOne(request) ? '\n' : closing(count);
}

function closing(count: number): string {
  return count === 0 ? '{}\n' : '\n}\n';
}

async function* counted(
  { answers }: Source,
  count: (rows: number) => void,
): AsyncGenerator<unknown> {
  for await (const answer of answers) {
    count(dataRows(answer).length);
    yield answer;
  }
}
