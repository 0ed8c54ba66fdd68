import { argument } from '../../cli/command/argument.ts';
import { defineCommand } from '../../cli/command/command.ts';
import { column } from '../../resources/resource.ts';
import { settable } from './change.ts';
import { shownValue } from './shown.ts';

export const command = defineCommand({
  arguments: {
    key: argument('setting name', { choices: settable, open: true }),
    value: argument('new value', { verbatim: true }),
  },
  detail:
    'Changes the current profile, or the one named with --profile. Settings: base_url, output (table, json, jsonl, csv, tsv, yaml, id), default_agent, from_number, forward_to (several between commas), via (cloudflared, ngrok, ssh, svix, url, local), region (US), timezone (Europe/Madrid), read_only (true, false), confirm (all, risky, never), ledger (postgres://HOST/DATABASE).',
  examples: ['profiles set region US', 'profiles set timezone Europe/Madrid', 'profiles set forward_to http://localhost:3000/hooks'],
  run: async ({ settings, print }, _, { key, value: typed }) => {
    const { memberOf } = await import('../../profiles/settable.ts');
    const { withProfile } = await import('../../profiles/edit.ts');
    const { change } = await import('./change.ts');
    const { profileOf } = await import('../../profiles/store.ts');
    const { name, member } = await memberOf(key);
    const value = await member.check(typed, name, settings.region?.value);
    const profile = settings.profile.value;
    const after = await change({ settings, print }, (store) => withProfile(store, profile, { ...profileOf(store, profile), [name]: value }));
    await print.record({ profile, [name]: shownValue(name, value) }, [column('profile'), column(name)], { changed: true });
    const origin = profileOf(after, profile)?.['key_origin'];
    if (name === 'base_url' && typeof value === 'string' && typeof origin === 'string' && new URL(value).origin !== origin) {
      print.warn(`The saved key belongs to ${origin} and will not be sent to ${new URL(value).origin}; save one for it with \`boltcall login\`.`);
    }
  },
});
