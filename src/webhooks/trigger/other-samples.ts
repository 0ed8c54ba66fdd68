import type { Make } from './sample-parts.ts';

type Data = Readonly<Record<string, unknown>>;

/** The second set of events, sent by the vendor's own code: smaller objects with other field names, and UUIDs as ids. */
export const otherSamples: Readonly<Record<string, (make: Make) => Data>> = {
  new_lead: (make) => ({
    id: make.uuid(),
    first_name: make.person.first,
    last_name: make.person.last,
    email: make.person.email,
    phone: make.person.phone,
    source: make.pick(['website_form', 'call', 'facebook']),
    status: 'new',
    created_at: make.time(-1),
  }),
  call_completed: (make) => ({
    id: make.uuid(),
    caller_number: make.person.phone,
    duration_seconds: make.seconds,
    summary: `${make.person.first} ${make.person.last} asked for an appointment next week and was booked for the first free hour.`,
    sentiment: make.pick(['positive', 'neutral']),
  }),
  missed_call: (make) => ({
    id: make.uuid(),
    caller_number: make.person.phone,
    caller_name: `${make.person.first} ${make.person.last}`,
    duration_seconds: 0,
    reason: 'no_answer',
    called_at: make.time(-25),
    lead_id: make.uuid(),
  }),
  appointment_booked: (make) => {
    const start = make.hour(3);
    return {
      id: make.uuid(),
      customer_name: `${make.person.first} ${make.person.last}`,
      customer_email: make.person.email,
      customer_phone: make.person.phone,
      start_time: start,
      end_time: start.replace(/:00:00Z$/, ':30:00Z'),
      service: 'Consultation',
      booking_id: make.uuid(),
    };
  },
  review_received: (make) => ({
    id: make.uuid(),
    customer_name: `${make.person.first} ${make.person.last}`,
    platform: 'google',
    rating: 5,
    text: 'Somebody answered at once, and I had my appointment within a minute.',
    created_at: make.time(-1),
  }),
};
