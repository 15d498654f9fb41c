import { expect, test } from 'vitest';
import type { AnalyticsError } from '../../src/model/errors.ts';
import type { AudiencePerson, AudienceProfile } from '../../src/record/audience.ts';
import { audience } from '../../src/runtime/audience.ts';
import type { AudienceKey } from '../../src/runtime/audience.ts';

const ANN = { channelId: 'webchat', userId: 'ann' };

async function set(
  user: AudienceKey,
  profile: AudienceProfile,
): Promise<{ readonly person: AudiencePerson; readonly profile: AudienceProfile } | undefined> {
  let kept: Awaited<ReturnType<typeof set>>;
  await audience(async (person, checked) => {
    kept = { person, profile: checked };
  }).set(user, profile);
  return kept;
}

async function problemsOf(user: unknown, profile: unknown): Promise<readonly string[]> {
  const error = await set(user as AudienceKey, profile as AudienceProfile).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
  const { details } = error as AnalyticsError;
  const { issues } = details as { issues: readonly { path: string; problem: string }[] };
  return issues.map(({ path, problem }) => `${path}: ${problem}`);
}

test('what is right is passed on, without the white space around words', async () => {
  const traits = { plan: 'pro', seats: 5, trial: false, old: null, note: '' };

  expect(await set(ANN, { tags: [' beta '], role: ' admin ', traits, subscriber: true })).toEqual({
    person: { channel: 'webchat', userId: 'ann', test: false },
    profile: { tags: ['beta'], role: 'admin', traits, subscriber: true },
  });
  expect((await set(ANN, { role: null }))?.profile).toEqual({ role: null });
});

test.for([
  { channelId: 'msteams:copilot', person: { channel: 'msteams', test: false } },
  { channelId: 'emulator', person: { channel: 'emulator', test: true } },
])('the channel of $channelId is $person.channel', async ({ channelId, person }) => {
  expect((await set({ ...ANN, channelId }, {}))?.person).toMatchObject(person);
});

test('an id that is too long is the same as in the turns of the user', async () => {
  const { userId } = (await set({ ...ANN, userId: 'x'.repeat(129) }, {}))!.person;

  expect(userId).toMatch(/^x{40}:[0-9a-f]{64}$/);
});

test('the largest profile that is kept', async () => {
  const profile = {
    tags: Array.from({ length: 100 }, (_, i) => String(i).padEnd(64, 't')),
    role: 'r'.repeat(64),
    traits: Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [String(i).padEnd(64, 'n'), 'v'.repeat(256)]),
    ),
  };

  expect((await set(ANN, profile))?.profile).toEqual(profile);
});

test.for<{ profile: unknown; problem: RegExp }>([
  { profile: undefined, problem: /^profile: must be an object/ },
  { profile: 'beta', problem: /^profile: must be an object/ },
  { profile: { tag: 'beta' }, problem: /^tag: there is no field of this name; known are tags/ },
  { profile: { tags: 'beta' }, problem: /^tags: must be a list of texts/ },
  { profile: { tags: [''] }, problem: /^tags\[0\]: must be a text of 1 to 64/ },
  { profile: { tags: ['a', 'x'.repeat(65)] }, problem: /^tags\[1\]: must be a text of 1 to 64/ },
  { profile: { tags: Array(101).fill('t') }, problem: /^tags: must be at most 100/ },
  { profile: { role: '' }, problem: /^role: .*null to take it away/ },
  { profile: { role: 'x'.repeat(65) }, problem: /^role: must be a text of 1 to 64/ },
  { profile: { traits: ['pro'] }, problem: /^traits: must be an object/ },
  { profile: { traits: { plan: {} } }, problem: /^traits.plan: must be a text/ },
  { profile: { traits: { plan: NaN } }, problem: /^traits.plan: must be a text/ },
  { profile: { traits: { plan: undefined } }, problem: /^traits.plan: must be a text/ },
  { profile: { traits: { plan: 'x'.repeat(257) } }, problem: /^traits.plan: .*at most 256/ },
  { profile: { traits: { [' ']: 1 } }, problem: /^traits. : must have a name/ },
  {
    profile: { traits: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`t${i}`, i])) },
    problem: /^traits: must be at most 100/,
  },
  { profile: { subscriber: 'yes' }, problem: /^subscriber: must be true or false/ },
])('$profile is refused: $problem', async ({ profile, problem }) => {
  const problems = await problemsOf(ANN, profile);

  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});

test('all that is wrong is told at once', async () => {
  const problems = await problemsOf({ channelId: '', userid: 'ann' }, { role: 5, subscriber: 1 });

  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'channelId',
    'userId',
    'userid',
    'role',
    'subscriber',
  ]);
});
