/** What the groups of a report are called on the pages. */

export const GROUP_NAMES: Readonly<Record<string, string>> = {
  channel: 'Channel',
  source: 'Source',
  bot: 'Bot',
  storyId: 'Bot',
  locale: 'Language',
  botVersion: 'Version of the bot',
  device: 'Device',
  browser: 'Browser',
};

/** `by version of the bot`: the end of a title. */
export function byGroup(group: string): string {
  return `by ${(GROUP_NAMES[group] ?? group).toLowerCase()}`;
}
