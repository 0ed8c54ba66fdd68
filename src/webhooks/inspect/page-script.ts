/**
 * The page's script. Whatever comes from outside is put in by `textContent` only, so that a payload is text whatever it says.
 * No character of it may end the script element: it has neither `</` nor `<!--`.
 */
export const script = `
'use strict';
(() => {
  const token = document.body.dataset.token;
  const byId = (id) => document.getElementById(id);
  const list = byId('list'), none = byId('none'), detail = byId('detail'), filter = byId('filter'), failedOnly = byId('failed');
  const most = 200;
  let deliveries = new Map();
  let chosen = null;
  let state = { state: 'connecting', refused: 0 };
  let drawing = false;

  // What would turn the words around it, or show nothing, is shown by its number; a copy has it as it is.
  const hidden = /[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]/g;
  const visible = (text) => String(text).replace(hidden, (sign) => '\\\\u' + sign.charCodeAt(0).toString(16).padStart(4, '0'));
  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined && text !== null) node.textContent = visible(text);
    return node;
  };
  const two = (n) => String(n).padStart(2, '0');
  const clock = (ms) => { const d = new Date(ms); return two(d.getHours()) + ':' + two(d.getMinutes()) + ':' + two(d.getSeconds()); };
  const good = (status) => status !== null && status >= 200 && status < 300;

  // The last try at each target; a replay that worked makes good what failed before.
  const openAt = (one) => {
    const open = new Map();
    for (const a of one.attempts) { if (a.replay && good(a.status)) open.clear(); else open.set(a.target, a); }
    return [...open.values()].filter((a) => !good(a.status));
  };
  const verdict = (one) => {
    if (one.repeat) return { text: 'repeat', kind: '' };
    if (one.attempts.length === 0) {
      if (one.answered !== null && one.answered >= 400) return { text: String(one.answered), kind: 'bad' };
      return one.answered === null ? { text: '…', kind: 'wait' } : { text: 'shown', kind: '' };
    }
    const bad = openAt(one);
    if (bad.length > 0) return { text: bad[0].status === null ? 'no response' : String(bad[0].status), kind: 'bad' };
    return { text: String(one.attempts[one.attempts.length - 1].status), kind: 'good' };
  };
  const matches = (one) => {
    if (failedOnly.checked && verdict(one).kind !== 'bad') return false;
    const wanted = filter.value.trim().toLowerCase();
    return wanted === '' || [one.event, one.id, one.subject, one.who].some((text) => text && text.toLowerCase().includes(wanted));
  };

  const row = (one) => {
    const item = make('li');
    const button = make('button');
    button.type = 'button';
    button.dataset.id = one.id;
    if (one.id === chosen) button.setAttribute('aria-current', 'true');
    const v = verdict(one);
    const about = [one.who, one.subject].filter(Boolean).join('  ·  ');
    button.append(make('span', 'time', clock(one.time)), make('span', 'event', one.event === null ? 'no event name' : one.event), make('span', 'chip ' + v.kind, v.text), make('span', 'about', about || one.id));
    item.append(button);
    return item;
  };
  const drawList = () => {
    const shown = [...deliveries.values()].reverse().filter(matches);
    const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.id : undefined;
    list.replaceChildren(...shown.map(row));
    none.hidden = deliveries.size > 0;
    if (focused) for (const button of list.querySelectorAll('button')) if (button.dataset.id === focused) button.focus();
  };
  const drawState = () => {
    byId('state').dataset.state = state.state;
    byId('state-text').textContent = state.state === 'gone' ? 'the listener has ended' : state.state + (state.state === 'reconnecting' && state.reason ? ': ' + state.reason : '');
    byId('route').textContent = state.address ? state.address + '  →  ' + (state.targets.join(', ') || 'shown here only') : '';
    const refused = state.refused > 0 ? ', ' + state.refused + ' refused' : '';
    byId('counts').textContent = deliveries.size + (deliveries.size === 1 ? ' delivery' : ' deliveries') + refused;
  };
  // Many may come at once: drawn once a frame.
  const draw = () => {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => { drawing = false; drawList(); drawState(); });
  };

  const block = (body) => {
    if (body.kind === 'empty') return make('p', 'quiet', '(empty)');
    const box = make('div', 'block');
    const text = make('pre', body.kind === 'binary' ? 'dump' : '', body.text);
    box.append(text);
    if (body.kind !== 'binary') {
      const copy = make('button', 'action plain', 'Copy');
      copy.type = 'button';
      copy.addEventListener('click', () => navigator.clipboard.writeText(body.text).then(() => { copy.textContent = 'Copied'; }, () => { copy.textContent = 'Not allowed'; }));
      box.append(copy);
    }
    if (body.cut) box.append(make('p', 'quiet', 'Only the beginning is shown. boltcall webhooks log show --body has all of it.'));
    return box;
  };
  const headerTable = (headers) => {
    const table = make('table', 'headers');
    for (const [name, value] of headers) {
      const line = make('tr');
      line.append(make('td', '', name), make('td', '', value));
      table.append(line);
    }
    return table;
  };
  const attemptBlock = (one, a) => {
    const box = make('div', 'attempt');
    const line = make('p');
    line.append(make('span', 'chip ' + (good(a.status) ? 'good' : 'bad'), a.status === null ? 'no response' : String(a.status)), make('span', '', a.target), make('span', 'quiet', (a.replay ? 'replay' : 'try ' + a.attempt) + ', ' + clock(a.time) + ', ' + a.ms + ' ms'));
    if (a.error) line.append(make('span', 'quiet', a.error));
    box.append(line);
    if (a.body && a.body.kind !== 'empty') box.append(block(a.body));
    return box;
  };
  const replay = async (id, button) => {
    button.disabled = true;
    button.textContent = 'Sending …';
    try {
      const answer = await fetch('replay', { method: 'POST', headers: { 'X-Boltcall-Inspect': token, 'Content-Type': 'application/json' }, body: JSON.stringify({ id }) });
      button.textContent = answer.ok ? 'Sent' : answer.status === 409 ? 'No target' : 'Failed';
    } catch { button.textContent = 'Failed'; }
    setTimeout(() => { button.disabled = false; button.textContent = 'Replay'; }, 1200);
  };
  let wanted = 0;
  const drawDetail = async () => {
    const id = chosen;
    if (id === null) return;
    const number = ++wanted;
    let one;
    try {
      const answer = await fetch('deliveries/' + encodeURIComponent(id));
      if (!answer.ok) throw new Error();
      one = await answer.json();
    } catch { if (number === wanted) detail.replaceChildren(make('p', 'hint', 'This delivery is no longer kept here; boltcall webhooks log show has it longer.')); return; }
    if (number !== wanted || id !== chosen) return;
    const old = detail.dataset.id === id ? detail.querySelector('h2 .action') : null;
    const v = verdict(one);
    const title = make('h2');
    let button = old;
    if (!button) {
      button = make('button', 'action', 'Replay');
      button.type = 'button';
      button.title = 'Send this delivery to its targets again';
      button.addEventListener('click', () => replay(id, button));
    }
    const name = one.event === null ? 'no event name' : one.event;
    title.append(make('span', '', name.length > 100 ? name.slice(0, 100) + '…' : name), make('span', 'chip ' + v.kind, v.text), button);
    const facts = [one.id, clock(one.time), one.bytes + ' bytes', one.verified ? 'signature verified' : 'no signature'];
    if (one.repeat) facts.push('repeat of an earlier one, not forwarded');
    if (one.answered !== null) facts.push('the service was answered ' + one.answered);
    const keep = detail.dataset.id === id ? detail.scrollTop : 0;
    const parts = [title, make('p', 'facts', facts.join('  ·  ')), make('h3', '', 'Body'), block(one.body), make('h3', '', 'Headers'), make('p', 'quiet', one.method + ' ' + one.path), headerTable(one.headers), make('h3', '', 'Forwarded')];
    if (one.attempts.length === 0) parts.push(make('p', 'quiet', one.repeat ? 'A repeat is not sent on.' : 'Not forwarded.'));
    else for (const a of one.attempts.slice().reverse()) parts.push(attemptBlock(one, a));
    detail.replaceChildren(...parts);
    detail.dataset.id = id;
    detail.scrollTop = keep;
  };
  const choose = (id) => { chosen = id; detail.scrollTop = 0; drawList(); drawDetail(); };

  list.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button) choose(button.dataset.id);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp' || event.target === filter) return;
    const buttons = [...list.querySelectorAll('button')];
    if (buttons.length === 0) return;
    event.preventDefault();
    const at = buttons.findIndex((button) => button.dataset.id === chosen);
    const next = buttons[Math.max(0, Math.min(buttons.length - 1, at < 0 ? 0 : at + (event.key === 'ArrowDown' ? 1 : -1)))];
    choose(next.dataset.id);
    const shown = [...list.querySelectorAll('button')].find((button) => button.dataset.id === chosen);
    if (shown) { shown.focus(); shown.scrollIntoView({ block: 'nearest' }); }
  });
  filter.addEventListener('input', draw);
  failedOnly.addEventListener('change', draw);

  const source = new EventSource('events');
  source.onmessage = (message) => {
    const value = JSON.parse(message.data);
    if (value.type === 'all') {
      deliveries = new Map(value.deliveries.map((one) => [one.id, one]));
      state = value;
      if (chosen !== null && deliveries.has(chosen)) drawDetail();
    } else if (value.type === 'state') state = value;
    else if (value.type === 'some') {
      for (const one of value.deliveries) deliveries.set(one.id, one);
      while (deliveries.size > most) deliveries.delete(deliveries.keys().next().value);
      if (value.deliveries.some((one) => one.id === chosen)) drawDetail();
    }
    draw();
  };
  source.onerror = () => { state = Object.assign({}, state, { state: 'gone' }); draw(); };
})();
`;
