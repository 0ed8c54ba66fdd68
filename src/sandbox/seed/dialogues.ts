/** What people say on the phone and write in messages. `{name}`, `{day}`, `{time}` and `{service}` are placeholders. */

/** A call and its outcome. */
export interface Dialogue {
  readonly summary: string;
  readonly sentiment: 'positive' | 'neutral' | 'negative';
  readonly tags: readonly string[];
  /** Starts with the agent; then the two take turns. */
  readonly turns: readonly string[];
}

export const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const;
export const times = ['9:00', '9:30', '10:15', '11:00', '13:30', '14:45', '16:00'] as const;
export const services = [
  'a cleaning',
  'a check-up',
  'whitening',
  'a filling',
  'an implant consultation',
  'an emergency visit',
  'braces advice',
] as const;

/** The first one belongs to the newest call. */
export const dialogues = [
  {
    summary: '{name} booked {service} for {day} at {time} and asked for a reminder by text.',
    sentiment: 'positive',
    tags: ['booking', 'reminder'],
    turns: [
      'Thank you for calling Bright Smile Dental, this is Sarah. How can I help you today?',
      "Hi, I'd like to book {service}, please. Do you have anything this week?",
      'Of course. I have {day} at {time}. Would that work for you?',
      'That works perfectly.',
      'Wonderful. May I have your name for the booking?',
      "It's {name}.",
      'Thank you. You are booked for {day} at {time}. Shall I send a reminder by text?',
      'Yes, that would be great. Thanks!',
      'You are welcome. See you on {day}!',
    ],
  },
  {
    summary: '{name} asked about opening hours and parking.',
    sentiment: 'neutral',
    tags: ['hours'],
    turns: [
      'Bright Smile Dental, good afternoon. How can I help?',
      'How late are you open today?',
      'We are open until six today, and on Saturdays from nine to one.',
      'And is there somewhere to park?',
      'Yes, there is free parking behind the building.',
      'Okay, thank you.',
      'You are welcome. Have a good day!',
    ],
  },
  {
    summary: '{name} asked what {service} costs and was promised a quote by email.',
    sentiment: 'neutral',
    tags: ['pricing', 'follow-up'],
    turns: [
      'Hello, you have reached Bright Smile Dental. What can I do for you?',
      'I wanted to know how much {service} is without insurance.',
      'It depends on what the dentist finds, but usually between 120 and 180 dollars.',
      'Hmm. Could you send me that in writing?',
      'Gladly. To which address may I send a quote?',
      'The one you have on file. The name is {name}.',
      'Found it. You will have it within the hour.',
    ],
  },
  {
    summary: '{name} moved an appointment to {day} at {time}.',
    sentiment: 'positive',
    tags: ['rescheduling'],
    turns: [
      'Bright Smile Dental, this is Sarah. How can I help?',
      'I have an appointment tomorrow, but my son is ill. Can I move it?',
      'I am sorry to hear that. I could offer {day} at {time}.',
      '{day} is fine. Under {name}.',
      'Done. I hope he feels better soon.',
      'Thank you, that is kind.',
    ],
  },
  {
    summary: '{name} complained about waiting 40 minutes and asked for a call back from the practice manager.',
    sentiment: 'negative',
    tags: ['complaint', 'call-back'],
    turns: [
      'Bright Smile Dental, how can I help you?',
      'I waited forty minutes last time. Nobody said a word.',
      'I am sorry about that. That should not happen.',
      'I want to speak to a person who is in charge.',
      'I will have our practice manager call you back today. Is this the best number?',
      'Yes. {name}. And please before five.',
      'Noted: before five today. Thank you for telling us.',
    ],
  },
  {
    summary: '{name} has severe toothache and got an emergency slot today at {time}.',
    sentiment: 'neutral',
    tags: ['emergency', 'booking'],
    turns: [
      'Bright Smile Dental, is this an emergency?',
      'Yes, I think so. My tooth broke and it really hurts.',
      'I am sorry. We can see you today at {time}. Can you be here by then?',
      'Yes. I am coming.',
      'Good. Your name, please?',
      '{name}.',
      'Thank you, {name}. Until then, rinse with lukewarm water and avoid chewing on that side.',
    ],
  },
  {
    summary: '{name} llamó para pedir una cita el {day} a las {time}.',
    sentiment: 'positive',
    tags: ['booking', 'spanish'],
    turns: [
      'Bright Smile Dental, ¿en qué puedo ayudarle?',
      '¡Buenos días! Quería pedir una cita para una limpieza.',
      'Con mucho gusto. Tengo un hueco a las {time}. ¿Le viene bien?',
      'Sí, perfecto. Me llamo {name}.',
      'Muy bien, {name}. Queda anotado. ¡Hasta pronto!',
    ],
  },
  {
    summary: '{name} さんから予約の確認。{time} に来院予定。',
    sentiment: 'positive',
    tags: ['booking', 'japanese'],
    turns: [
      'お電話ありがとうございます。ブライトスマイル歯科です。',
      '予約の確認をお願いします。',
      'かしこまりました。{time} でお取りしております。',
      'ありがとうございます 😊',
      'お待ちしております。',
    ],
  },
] as const satisfies readonly [Dialogue, ...Dialogue[]];

/** Calls in which the agent breaks rules, for `calls check` to find. */
export const misbehaved = [
  {
    summary: '{name} asked not to be called again; the agent went on about {service}.',
    sentiment: 'negative',
    tags: ['opt-out'],
    turns: [
      'Hello, this is Sarah from Bright Smile Dental. We have an offer on {service} this week.',
      'Please stop calling me.',
      'I understand. But this offer ends on {day}, so may I put you down for {time}?',
      'I said stop calling. Take me off your list.',
      'It is really a good price, {name}. Most people say yes.',
      'Goodbye.',
      'Goodbye, and do think about it!',
    ],
  },
  {
    summary: '{name} asked about {service}; the agent promised a result and gave medical advice.',
    sentiment: 'neutral',
    tags: ['pricing'],
    turns: [
      'Hi there, what is it?',
      'How long will {service} last?',
      'We guarantee that you will never have trouble with it again.',
      'And until then, what do I do about the pain?',
      'Just take two of your antibiotics and double the painkillers.',
      'Okay. If you say so.',
      'Sure. Bye.',
    ],
  },
] as const satisfies readonly [Dialogue, ...Dialogue[]];

/** Calls placed by an agent; `{context}` is what the agent was told about the call. */
export const outgoing = [
  {
    summary: '{name} confirmed. {context}',
    sentiment: 'positive',
    tags: ['outbound', 'confirmed'],
    turns: [
      'Hello, this is Sarah from Bright Smile Dental. Do you have a minute?',
      'Sure, go ahead.',
      '{context}',
      'Yes, that works for me.',
      'Wonderful. Is there anything else I can do for you?',
      'No, that is all. Thank you for calling!',
    ],
  },
  {
    summary: '{name} asked for a call back tomorrow. {context}',
    sentiment: 'neutral',
    tags: ['outbound', 'call-back'],
    turns: [
      'Hello, this is Sarah from Bright Smile Dental. Is this a good time?',
      'Not really, I am driving. What is it about?',
      '{context}',
      'Can you call me again tomorrow?',
      'Of course. Drive safely!',
    ],
  },
] as const satisfies readonly [Dialogue, ...Dialogue[]];

/** The topics of seeded outbound calls. */
export const contexts = [
  'I am calling to confirm your appointment on {day} at {time}.',
  'You asked for a quote for {service}; I have sent it by email.',
  'It has been six months since your last visit. Shall we find a time?',
] as const;

/** The contents of messages. */
export const texts = {
  outbound: [
    'Hi {name}, your appointment at Bright Smile Dental is confirmed for {day} at {time}. Reply C to cancel.',
    'Reminder: {service} on {day} at {time}. See you soon! 🦷',
    'Hi {name}, sorry we missed your call. How can we help?',
    'Thank you for your visit, {name}. How did we do? Reply 1–5.',
    'Hola {name}, le recordamos su cita a las {time}. ¡Hasta pronto!',
  ],
  inbound: [
    'Yes, {time} works for me. Thanks!',
    'Can I come a bit later, say {time}?',
    'C',
    'Do you take "Delta Dental", or cash only?',
    'Running 10 min late, sorry 🙏',
    'ありがとうございます。{time} に伺います。',
  ],
  email: [
    'Dear {name},\n\nthank you for your question about {service}.\nThe usual price is between $120 and $180.\n\nKind regards\nBright Smile Dental',
    'Dear {name},\n\nwe look forward to seeing you on {day} at {time}.\nPlease bring your insurance card, and arrive 10 minutes early.\n\nBright Smile Dental',
  ],
} as const;

/** Returns the text with its placeholders filled in. */
export const fill = (text: string, words: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (gap, word: string) => words[word] ?? gap);
