import type { Command } from '../cli/command/command.ts';

/**
 * The hand-written commands: their words, one line of help, and where they are. Only the one that is asked for is loaded.
 * Commands of plain operations are not here: they derive from `resources/`. A file's path follows its command's words.
 */
export interface Entry {
  readonly words: readonly [string, ...string[]];
  /** One line for help: a verb first, no full stop. */
  readonly about: string;
  /** Left out of help: a name typed from habit. */
  readonly hidden?: true;
  load(): Promise<{ readonly command: Command }>;
}

export const entries: readonly Entry[] = [
  { words: ['agents', 'pause'], about: 'Pause agents: they answer no calls until resumed', load: () => import('./agents/pause.ts') },
  { words: ['agents', 'resume'], about: 'Resume paused agents', load: () => import('./agents/resume.ts') },
  { words: ['calls', 'outbound'], about: 'Have an agent call somebody', load: () => import('./calls/outbound.ts') },
  { words: ['calls', 'transcript'], about: 'Show the transcript of a call', load: () => import('./calls/transcript.ts') },
  { words: ['calls', 'recording'], about: 'Save the recording of a call', load: () => import('./calls/recording.ts') },
  { words: ['calls', 'tail'], about: 'Show new calls as they come', load: () => import('./calls/tail.ts') },
  { words: ['calls', 'broadcast'], about: 'Have an agent call everybody in a file, each once', load: () => import('./calls/broadcast.ts') },
  { words: ['calls', 'export'], about: 'Write all calls to a file', load: () => import('./calls/export.ts') },
  { words: ['leads', 'import'], about: 'Add the leads of a file, each once', load: () => import('./leads/import.ts') },
  { words: ['leads', 'export'], about: 'Write all leads to a file', load: () => import('./leads/export.ts') },
  { words: ['messages', 'sms'], about: 'Send an SMS', load: () => import('./messages/sms.ts') },
  { words: ['messages', 'whatsapp'], about: 'Send an approved WhatsApp template', load: () => import('./messages/whatsapp.ts') },
  { words: ['messages', 'broadcast'], about: 'Text everybody in a file, each once', load: () => import('./messages/broadcast.ts') },
  { words: ['messages', 'export'], about: 'Write all messages to a file', load: () => import('./messages/export.ts') },
  { words: ['appointments', 'cancel'], about: 'Cancel appointments', load: () => import('./appointments/cancel.ts') },
  {
    words: ['appointments', 'export'],
    about: 'Write all appointments to a file, also as a calendar',
    load: () => import('./appointments/export.ts'),
  },
  { words: ['analytics', 'overview'], about: 'Show the key figures of a period', load: () => import('./analytics/overview.ts') },
  { words: ['analytics', 'usage'], about: 'Show what of the plan is used up', load: () => import('./analytics/usage.ts') },

  { words: ['api'], about: 'Send any request to the API', load: () => import('./api.ts') },
  { words: ['commands'], about: 'Print the whole tree of commands as JSON', load: () => import('./commands.ts') },
  { words: ['webhooks', 'list'], about: 'List webhook endpoints', load: () => import('./webhooks/list.ts') },
  { words: ['webhooks', 'listen'], about: 'Bring webhook events to your own machine', load: () => import('./webhooks/listen.ts') },
  { words: ['webhooks', 'prune'], about: 'Remove the webhooks that killed listeners left', load: () => import('./webhooks/prune.ts') },
  { words: ['listen'], about: 'Bring webhook events to your own machine (`webhooks listen`)', load: () => import('./webhooks/listen.ts') },
  { words: ['webhooks', 'trigger'], about: 'Send a sample event to your app', load: () => import('./webhooks/trigger.ts') },
  { words: ['trigger'], about: 'Send a sample event to your app (`webhooks trigger`)', load: () => import('./webhooks/trigger.ts') },
  { words: ['webhooks', 'events'], about: 'List the events, or show a sample of one', load: () => import('./webhooks/events.ts') },
  { words: ['webhooks', 'replay'], about: 'Send deliveries of the log again', load: () => import('./webhooks/replay.ts') },
  { words: ['webhooks', 'verify'], about: 'Say whether a signature fits, and why not', load: () => import('./webhooks/verify.ts') },
  { words: ['webhooks', 'log', 'list'], about: 'List the deliveries that were received', load: () => import('./webhooks/log/list.ts') },
  { words: ['webhooks', 'log', 'show'], about: 'Show a delivery with its headers, body and tries', load: () => import('./webhooks/log/show.ts') },
  { words: ['webhooks', 'log', 'clear'], about: 'Remove the log from this machine', load: () => import('./webhooks/log/clear.ts') },
  { words: ['sandbox', 'start'], about: 'Start a local Boltcall service, for trying things', load: () => import('./sandbox/start.ts') },
  { words: ['sandbox', 'stop'], about: 'Stop the sandbox', load: () => import('./sandbox/stop.ts') },
  { words: ['sandbox', 'reset'], about: 'Put the workspace of the sandbox back as it was at the start', load: () => import('./sandbox/reset.ts') },
  { words: ['sandbox', 'status'], about: 'Show the sandbox that runs', load: () => import('./sandbox/status.ts') },
  { words: ['sandbox', 'run'], about: 'Run a program against a sandbox of its own', load: () => import('./sandbox/run.ts') },
  { words: ['sandbox', 'simulate'], about: 'Make a call, a text, a booking or a lead come in', load: () => import('./sandbox/simulate.ts') },
  { words: ['login'], about: 'Store an API key', load: () => import('./login.ts') },
  { words: ['logout'], about: 'Remove a stored API key', load: () => import('./logout.ts') },
  { words: ['whoami'], about: 'Show the profile, key and settings in use, and where each came from', load: () => import('./whoami.ts') },
  { words: ['profiles', 'list'], about: 'List the stored profiles', load: () => import('./profiles/list.ts') },
  { words: ['profiles', 'show'], about: 'Show one profile', load: () => import('./profiles/show.ts') },
  { words: ['profiles', 'use'], about: 'Choose the profile to use from now on', load: () => import('./profiles/use.ts') },
  { words: ['profiles', 'set'], about: 'Change a setting of a profile', load: () => import('./profiles/set.ts') },
  { words: ['profiles', 'unset'], about: 'Remove settings of a profile', load: () => import('./profiles/unset.ts') },
  { words: ['profiles', 'rename'], about: 'Rename a profile', load: () => import('./profiles/rename.ts') },
  { words: ['profiles', 'remove'], about: 'Remove profiles from this machine', load: () => import('./profiles/remove.ts') },
  { words: ['config', 'path'], about: 'Show where things are stored', load: () => import('./config/path.ts') },
  { words: ['doctor'], about: 'Look for what is wrong: Node, files, key, network, clock, tunnels', load: () => import('./doctor.ts') },
  { words: ['open'], about: 'Print the address of the dashboard, the docs or the keys page, and open it', load: () => import('./open.ts') },
  { words: ['auth', 'login'], about: 'Store an API key', hidden: true, load: () => import('./login.ts') },
  { words: ['auth', 'logout'], about: 'Remove a stored API key', hidden: true, load: () => import('./logout.ts') },
  { words: ['auth', 'status'], about: 'Show the profile, key and settings in use', hidden: true, load: () => import('./whoami.ts') },
  { words: ['completion', 'install'], about: 'Install completion for your shell', load: () => import('./completion/install.ts') },
  { words: ['completion', 'uninstall'], about: 'Take it out again', load: () => import('./completion/uninstall.ts') },
  { words: ['completion', 'bash'], about: 'Print the script for bash', load: () => import('./completion/bash.ts') },
  { words: ['completion', 'zsh'], about: 'Print the script for zsh', load: () => import('./completion/zsh.ts') },
  { words: ['completion', 'fish'], about: 'Print the script for fish', load: () => import('./completion/fish.ts') },
  { words: ['completion', 'powershell'], about: 'Print the script for PowerShell', load: () => import('./completion/powershell.ts') },
];
