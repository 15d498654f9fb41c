/** `POST /api/audience`: what is said about users, over HTTP. */

import type { Context } from 'hono';

import type { AudienceProfile } from '../../record/audience.ts';
import type { AudienceKey, AudienceMember } from '../../runtime/audience.ts';
import type { Guard } from '../auth/guard.ts';
import { refusal } from '../problem.ts';
import type { Site, SiteEnv } from '../site.ts';

/** What is sent. */
export interface AudienceChange {
  /** Users as their channel names them, or as the report `audience` does: 1 to 100. */
  readonly users: readonly (AudienceKey | AudienceMember)[];
  /** What is said about each of them. What is absent stays as it is. */
  readonly profile: AudienceProfile;
}

/** What is answered. */
export interface AudienceChanged {
  /** How many users it was said about. */
  readonly users: number;
}

const MAX_USERS = 100;

export async function setAudience(
  { analytics, ports, now }: Site,
  guard: Guard,
  context: Context<SiteEnv>,
): Promise<Response> {
  await guard.checkChange(context, context.req.header('x-form-token'));
  const { users, profile } = changeOf(await jsonOf(context));
  for (const user of users) await analytics.audience.set(user, profile);
  await ports.access.log({
    at: now(),
    by: context.get('visitor').name,
    action: 'audience.set',
    details: { users: users.length, fields: Object.keys(profile).join(', ').slice(0, 200) },
  });
  return context.json({ users: users.length } satisfies AudienceChanged);
}

async function jsonOf({ req }: Context): Promise<unknown> {
  try {
    return await req.json();
  } catch {
    throw refusal('INVALID_BODY', 'The body must be JSON: { "users": […], "profile": { … } }');
  }
}

/** Fields within are checked by who keeps them. */
function changeOf(body: unknown): AudienceChange {
  const { users, profile } = (
    typeof body === 'object' && body !== null ? body : {}
  ) as Partial<AudienceChange>;
  if (!Array.isArray(users) || users.length === 0 || users.length > MAX_USERS) {
    const detail = `users must be a list of 1 to ${MAX_USERS} users: { "channelId": "msteams", "userId": "29:1a2b" }`;
    throw refusal('INVALID_OPTIONS', detail, { field: 'users' });
  }
  if (typeof profile !== 'object' || profile === null) {
    const detail = 'profile must be an object: { "tags": ["beta"], "role": "admin" }';
    throw refusal('INVALID_OPTIONS', detail, { field: 'profile' });
  }
  return { users: users as AudienceChange['users'], profile };
}
