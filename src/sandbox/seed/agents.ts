import type { Agent } from '../data/records.ts';

/** The agents of the seeded workspace. */
export const staff: readonly Omit<Agent, 'id' | 'created_at' | 'updated_at'>[] = (
  [
    ['Front desk', 'voice_sarah', 'active', '+14155550100', 'Thank you for calling Bright Smile Dental, this is Sarah. How can I help you today?'],
    ['After hours', 'voice_james', 'active', '+14155550101', 'You have reached Bright Smile Dental. We are closed, but I can book you in.'],
    ['New patients', 'voice_mia', 'active', '+14155550102', 'Welcome! Shall we find a time for your first visit?'],
    ['Línea en español', 'voice_lucia', 'paused', '+14155550103', 'Bright Smile Dental, ¿en qué puedo ayudarle?'],
  ] as const
).map(([name, voice_id, status, phone_number, greeting]) => ({
  name,
  voice_id,
  status,
  phone_number,
  greeting,
  prompt: null,
  knowledge_base_id: null,
}));
