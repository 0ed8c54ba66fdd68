import type { Topic } from './topic.ts';

/** Width of the column for other tools' commands. At 80 columns the rows are stacked, so that no command is broken. */
const room = 54;

/** Commands of other tools and their equivalents, each starting with `boltcall`. */
export const comingFrom: Topic = {
  about: 'commands of stripe, ngrok, hookdeck, twilio and gh, and what they are here',
  parts: [
    {
      title: 'From stripe',
      room,
      body: [
        ['stripe login', 'boltcall login'],
        ['stripe listen --forward-to localhost:3000/hooks', 'boltcall listen --forward-to localhost:3000/hooks'],
        ['stripe listen --print-secret', 'boltcall listen --print-secret'],
        ['stripe trigger checkout.session.completed', 'boltcall trigger call.completed'],
        ['stripe trigger --fixture FILE', 'boltcall trigger --fixture FILE'],
        ['stripe events resend ID', 'boltcall webhooks replay ID'],
        ['stripe logs tail', 'boltcall calls tail'],
        ['stripe customers list', 'boltcall leads list'],
        ['stripe get PATH', 'boltcall api GET PATH'],
      ],
    },
    {
      title: 'From ngrok',
      room,
      body: [
        ['ngrok http 3000', 'boltcall listen --forward-to 3000'],
        ['ngrok http 3000 --url NAME.ngrok.app', 'boltcall listen --forward-to 3000 --via ngrok'],
        ['the inspector at localhost:4040', 'boltcall listen --forward-to 3000 --inspect'],
        ['Replay, in the inspector', 'boltcall webhooks replay --last 1'],
      ],
    },
    {
      title: 'From hookdeck',
      room,
      body: [
        ['hookdeck listen 3000 SOURCE --path /hooks', 'boltcall listen --forward-to 3000/hooks'],
        ['hookdeck listen 3000 SOURCE --filter-body JSON', 'boltcall listen --forward-to 3000 --filter EXPRESSION'],
        ['hookdeck gateway event list', 'boltcall webhooks log list'],
        ['hookdeck gateway event retry ID', 'boltcall webhooks replay ID'],
        ['hookdeck project use', 'boltcall profiles use NAME'],
      ],
    },
    {
      title: 'From twilio',
      room,
      body: [
        ['twilio login', 'boltcall login'],
        ['twilio profiles:use NAME', 'boltcall profiles use NAME'],
        ['twilio api:core:messages:create --to N --body TEXT', 'boltcall messages sms --to N --body TEXT'],
        ['twilio api:core:calls:create --to N', 'boltcall calls outbound --agent-id ID --to N'],
        ['twilio api:core:calls:list', 'boltcall calls list'],
        ['twilio debugger:logs:list --streaming', 'boltcall calls tail'],
        ['-o json, --properties sid,status', '-o json, --columns id,status'],
      ],
    },
    {
      title: 'From gh',
      room,
      body: [
        ['gh auth login', 'boltcall login'],
        ['gh auth login --with-token < FILE', 'boltcall login --with-key < FILE'],
        ['gh auth status', 'boltcall whoami'],
        ['gh api PATH --paginate', 'boltcall api PATH --paginate'],
        ["gh pr list --json number --jq '.[].number'", "boltcall agents list -o json -q '[].id'"],
        ['gh webhook forward --events push --url URL', 'boltcall listen --event call.completed --forward-to URL'],
        ['gh browse', 'boltcall open'],
        ['gh completion -s zsh', 'boltcall completion zsh'],
      ],
    },
    'A word of another tool that is typed here is answered with the command it means: try `boltcall dial`.',
  ],
};
