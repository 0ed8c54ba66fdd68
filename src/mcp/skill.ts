declare const __SKILL__: string | undefined;

/** The skill for AI agents, `skills/boltcall/SKILL.md`, written in when the program is built; empty where the sources run unbuilt (tests). */
export const skill: string = typeof __SKILL__ === 'string' ? __SKILL__ : '';
