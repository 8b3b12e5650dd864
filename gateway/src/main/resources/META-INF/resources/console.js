'use strict';

// Everything shown is set as text, never as markup: names and errors come from outside.
const COLOURS = ['#1f7a5c', '#c2571a', '#3f6fd1', '#a13f8f', '#8a8a1f', '#2f9fb3', '#b3261e', '#6d5bd0'];
const byId = id => document.getElementById(id);
let selected = location.hash.slice(1);
let source = null;
let points = new Map();
let drawing = false;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// A score as the gateway says that it is shown: headline is { name, title, higher_is_better, shown }.
const scored = (headline, value) => value == null ? ''
  : headline && headline.shown === 'percent' ? (100 * value).toFixed(1) + ' %' : Number(value).toPrecision(4);
const tested = t => t == null ? '' : (100 * t.accuracy).toFixed(1) + ' % ('
  + (100 * t.interval.low).toFixed(1) + ' to ' + (100 * t.interval.high).toFixed(1) + ')';
const standing = view => view.state + (view.phase ? ' (' + view.phase + ')' : '');
const number = value => value == null ? '' : Number(value).toLocaleString('en');

function duration(seconds) {
  if (seconds == null) return '';
  const s = Math.round(seconds);
  return s < 60 ? s + ' s' : s < 3600 ? Math.floor(s / 60) + ' min ' + (s % 60) + ' s'
    : Math.floor(s / 3600) + ' h ' + Math.floor(s % 3600 / 60) + ' min';
}

class SignedOut extends Error {}

// The browser sends the key that somebody signed in with by itself, in a cookie that no script can read.
async function ask(path) {
  const answer = await fetch(path);
  if (answer.status !== 401) return answer;
  byId('sign-in').hidden = false;
  byId('caller').hidden = true;
  byId('connection').textContent = '';
  throw new SignedOut();
}

async function signIn(event) {
  event.preventDefault();
  const failed = byId('sign-in-error');
  try {
    const key = byId('key').value.trim();
    byId('key').value = '';
    const answer = await fetch('session', { method: 'POST', headers: { Authorization: 'Bearer ' + key } });
    if (!answer.ok) throw new Error((await answer.json()).detail);
    failed.hidden = true;
    byId('sign-in').hidden = true;
    begin();
  } catch (e) {
    failed.textContent = e.message;
    failed.hidden = false;
  }
}

async function signOut() {
  await fetch('session', { method: 'DELETE' });
  location.reload();
}

async function caller() {
  try {
    const who = await (await ask('session')).json();
    byId('caller').hidden = !who.keyed;
    byId('caller-name').textContent = who.name + ' (' + who.role + (who.project ? ', ' + who.project : '') + ')';
  } catch (e) { /* The form, or the list of families, says why. */ }
}

async function list() {
  if (!byId('sign-in').hidden) return;
  try {
    const answer = await ask('families?size=30');
    if (!answer.ok) throw new Error((await answer.json()).detail);
    const { families } = await answer.json();
    byId('connection').textContent = '';
    byId('empty').hidden = families.length > 0;
    const focused = document.activeElement && document.activeElement.dataset.family;
    byId('families').replaceChildren(...families.map(card));
    if (focused) document.querySelector(`[data-family="${CSS.escape(focused)}"]`)?.focus();
    if (!selected && families.length) select(families[0].family);
  } catch (e) {
    if (!(e instanceof SignedOut)) byId('connection').textContent = 'The gateway does not answer: ' + e.message;
  }
}

async function comparisons() {
  if (!byId('sign-in').hidden) return;
  try {
    const answer = await ask('comparisons?limit=50');
    if (!answer.ok) return;
    const found = (await answer.json()).comparisons;
    byId('comparisons-section').hidden = !found.length;
    const newest = found.sort((a, b) => a.created_at < b.created_at ? 1 : -1);
    byId('comparisons').tBodies[0].replaceChildren(...newest.map(comparisonRow));
  } catch (e) { /* The list of families says that the gateway is away. */ }
}

function comparisonRow(view) {
  const row = element('tr');
  const link = element('a', 'report');
  link.href = `comparisons/${encodeURIComponent(view.comparison)}/report`;
  const report = element('td');
  report.append(link);
  row.append(element('td', view.comparison), element('td', view.state, 'state ' + view.state),
    element('td', view.models_done + ' of ' + view.models), element('td', duration(view.eta_seconds)), report);
  if (view.error) row.title = view.error;
  return row;
}

function card(view) {
  const button = element('button');
  button.dataset.family = view.family;
  button.setAttribute('aria-pressed', String(view.family === selected));
  button.append(element('span', view.family, 'name'), element('span', standing(view), 'state ' + view.state));
  if (view.eta_seconds != null) button.append(element('span', ', job ends in ' + duration(view.eta_seconds), 'state'));
  button.addEventListener('click', () => select(view.family));
  const item = element('li');
  item.append(button);
  return item;
}

async function select(family) {
  selected = family;
  location.hash = family;
  points = new Map();
  if (source) source.close();
  document.querySelectorAll('[data-family]').forEach(
    b => b.setAttribute('aria-pressed', String(b.dataset.family === family)));
  try {
    const past = await ask(`families/${encodeURIComponent(family)}/curves`);
    if (past.ok && selected === family) (await past.json()).points.forEach(remember);
  } catch (e) { /* The list says that the gateway is away. */ }
  if (selected !== family) return;
  draw();
  source = new EventSource(`families/${encodeURIComponent(family)}/events`);
  source.addEventListener('family', event => {
    const view = JSON.parse(event.data);
    show(view);
    if (['done', 'failed', 'cancelled'].includes(view.state)) source.close();
  });
  source.addEventListener('point', event => { remember(JSON.parse(event.data)); draw(); });
}

function show(view) {
  byId('family').hidden = false;
  byId('family-title').textContent = view.family;
  const facts = [standing(view)];
  if (view.headline) facts.push(view.headline.title + ', ' + (view.headline.higher_is_better ? 'higher' : 'lower') + ' is better');
  if (view.chosen_on) facts.push('chosen on ' + view.chosen_on + ' images' + (view.chosen_on === 'test' ? ', for want of validation images (dataset.validation)' : ''));
  if (view.learngene_seconds != null) facts.push('learngene in ' + duration(view.learngene_seconds));
  for (const each of view.predecessors || []) if (each.score != null) facts.push(each.name + ' ' + scored(view.headline, each.score));
  if (view.cost_ratio != null) {
    facts.push('training from scratch costs ' + (view.cost_ratio_is_lower_bound ? 'at least ' : '') + view.cost_ratio.toFixed(2) + ' times as much');
  }
  if (view.stored_parameters_ratio != null) facts.push(view.stored_parameters_ratio.toFixed(1) + ' times the learngene in models');
  byId('summary').textContent = facts.join(' · ');
  byId('error').hidden = !view.error;
  byId('error').textContent = view.error || '';
  byId('warnings').replaceChildren(
    ...(view.findings || []).map(each => element('li', each.of.join(', ') + ': ' + each.fact + '; ' + each.remedy)),
    ...view.jobs.filter(job => job.warning).map(warningItem));
  byId('jobs').tBodies[0].replaceChildren(...view.jobs.map(jobRow));
  byId('descendants').tBodies[0].replaceChildren(...view.descendants.map(d => descendantRow(d, view.headline)));
}

const standingOf = job => job.state + (job.priority && job.priority !== 'normal' ? ', ' + job.priority : '');

function jobRow(job) {
  const row = element('tr');
  const bar = element('td');
  const at = job.progress;
  if (job.state === 'succeeded' || (at && at.steps > 0)) {
    const progress = element('progress');
    progress.max = 1;
    progress.value = job.state === 'succeeded' ? 1 : at.step / at.steps;
    progress.setAttribute('aria-label', job.job);
    bar.append(progress);
  }
  const left = job.state === 'running' && at ? duration(at.eta_seconds) : job.waiting ? job.waiting.detail : '';
  row.append(element('td', job.job.slice(job.family.length + 1)), element('td', standingOf(job), 'state ' + job.state), bar, element('td', left));
  if (job.error) row.title = job.error;
  return row;
}

function warningItem(job) {
  const more = job.warnings > 1 ? ' (the last of ' + job.warnings + ')' : '';
  return element('li', job.job.slice(job.family.length + 1) + ': ' + job.warning + more);
}

function descendantRow(d, headline) {
  const row = element('tr');
  [d.name, d.depth, number(d.parameters), ...[d.score_0, d.score_1].map(s => scored(headline, s)),
    ended(headline, d.score, d.best_epoch, d.epochs), tested(d.tested), scored(headline, d.scratch_score_1),
    ended(headline, d.scratch_score, d.scratch_best_epoch, d.scratch_epochs),
    d.seconds == null ? '' : d.seconds.toFixed(1), d.state]
    .forEach(text => row.append(element('td', text)));
  return row;
}

// At the end of a training, and of which epoch the weights are where these are not the last one's.
function ended(headline, score, best, epochs) {
  return scored(headline, score) + (best == null ? '' : ' (epoch ' + best + ' of ' + epochs + ')');
}

function remember(point) {
  if (point.loss == null) return;
  const name = point.job.slice(point.family.length + 1) + ', ' + point.phase;
  if (!points.has(name)) points.set(name, []);
  const line = points.get(name);
  line.push({ x: point.steps ? point.step / point.steps : 0, y: point.loss });
  if (line.length > 2000) line.shift();
}

function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    const svg = byId('curve');
    const losses = [...points.values()].flat().map(p => p.y).filter(Number.isFinite);
    if (!losses.length) { svg.replaceChildren(); byId('legend').replaceChildren(); return; }
    const top = losses.reduce((a, b) => Math.max(a, b)), bottom = Math.min(0, losses.reduce((a, b) => Math.min(a, b)));
    const x = v => 45 + 580 * v, y = v => 200 - 185 * (v - bottom) / (top - bottom || 1);
    const shapes = [];
    for (let i = 0; i <= 4; i++) {
      const value = bottom + (top - bottom) * i / 4;
      shapes.push(shape('line', { x1: 45, x2: 625, y1: y(value), y2: y(value), class: 'axis' }));
      const label = shape('text', { x: 40, y: y(value) + 4, 'text-anchor': 'end' });
      label.textContent = value.toFixed(2);
      shapes.push(label);
    }
    const entries = [];
    [...points].forEach(([name, line], i) => {
      const colour = COLOURS[i % COLOURS.length];
      shapes.push(shape('polyline', {
        points: line.map(p => x(p.x).toFixed(1) + ',' + y(p.y).toFixed(1)).join(' '),
        fill: 'none', stroke: colour, 'stroke-width': 1.5,
      }));
      const entry = element('li');
      const mark = element('span');
      mark.style.background = colour;
      entry.append(mark, document.createTextNode(name));
      entries.push(entry);
    });
    svg.replaceChildren(...shapes);
    byId('legend').replaceChildren(...entries);
  });
}

function shape(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

async function begin() {
  await caller();
  if (!byId('sign-in').hidden) return;
  if (selected) select(selected);
  list();
  comparisons();
}

byId('sign-in-form').addEventListener('submit', signIn);
byId('sign-out').addEventListener('click', signOut);
begin();
setInterval(list, 2000);
setInterval(comparisons, 10000);
