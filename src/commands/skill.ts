import { defineCommand } from '../cli/command/command.ts';

export const command = defineCommand({
  detail:
    'For AI agents that work in a terminal: when to use this program, its rules, and the commands for the usual tasks. The same text is in the package as skills/boltcall/SKILL.md, for the skill directory of an agent.',
  examples: ['skill'],
  run: async ({ print }) => {
    const { skill } = await import('../mcp/skill.ts');
    await print.write(skill);
  },
});
