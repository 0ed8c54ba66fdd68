declare const __SKILL__: string | undefined;

/** The skill for AI agents, `skills/boltcall/SKILL.md`, embedded at build time; empty when the sources run unbuilt (tests). */
export const skill: string = typeof __SKILL__ === 'string' ? __SKILL__ : '';
