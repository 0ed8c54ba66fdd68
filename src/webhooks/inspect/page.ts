import { script } from './page-script.ts';
import { style } from './page-style.ts';

/**
 * The page, whole: it loads nothing. What came from outside never is in it; its script asks for that and puts it in as text.
 * `token` is of our own making, in characters that need no escape.
 */
export const page = (nonce: string, token: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>boltcall listen</title>
<style nonce="${nonce}">${style}</style>
</head>
<body data-token="${token}">
<header>
  <h1><span class="bolt" aria-hidden="true">⚡</span> boltcall listen</h1>
  <p id="state" role="status" data-state="connecting"><span class="dot" aria-hidden="true"></span><span id="state-text">connecting</span></p>
  <p id="route"></p>
  <p id="counts"></p>
</header>
<main>
  <section id="left" aria-label="Deliveries">
    <div class="bar">
      <input id="filter" type="search" placeholder="Filter by event, id, name or number" aria-label="Filter" autocomplete="off" spellcheck="false">
      <label><input id="failed" type="checkbox"> failed only</label>
    </div>
    <ol id="list"></ol>
    <p id="none">Nothing has come in yet. Try <code>boltcall trigger call.missed</code>.</p>
  </section>
  <section id="detail" aria-label="Delivery" aria-live="off">
    <p class="hint">Choose a delivery on the left (↑ and ↓ work too).</p>
  </section>
</main>
<noscript>This page needs its script, which is part of it.</noscript>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
