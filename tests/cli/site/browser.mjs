// Walks through a site as a reader would, in a real browser, from the disk. Arguments: the site's folder,
// the browser's program, the folder that holds node_modules. Says what is wrong and fails.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, , site, browser, modules] = process.argv;
const require = createRequire(`${modules}/`);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const root = pathToFileURL(`${site}/`).href;
const wrong = [];
const expect = (holds, what) => { if (!holds) wrong.push(what); };

const program = await chromium.launch({ executablePath: browser, args: ['--no-sandbox'] });
const context = await program.newContext({ viewport: { width: 1200, height: 800 }, bypassCSP: false });
const page = await context.newPage();
page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) wrong.push(`console: ${message.text()}`); });
page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
page.on('request', (request) => { if (!request.url().startsWith(root)) wrong.push(`request: ${request.url()}`); });

// Search, by the keyboard alone.
await page.goto(`${root}index.html`);
await page.keyboard.press('/');
await page.keyboard.type('parent');
await page.waitForSelector('#results li[aria-selected="true"]');
expect(await page.getAttribute('#search', 'aria-expanded') === 'true', 'the list of results is not said to be open');
await page.keyboard.press('Enter');
await page.waitForURL(/table\//);
expect((await page.textContent('h1')).includes('parent'), `the search led to ${page.url()}`);
// A column leads to its row.
await page.keyboard.press('/');
await page.keyboard.type('parent_id');
await page.waitForSelector('#results li[aria-selected="true"]');
await page.keyboard.press('Enter');
await page.waitForURL(/#c-parent_id$/);
expect(await page.locator('tr:target').count() === 1, 'the column has no row to go to');
expect(await page.locator('tr:target').isVisible(), 'the column is not to be seen');

// The theme lasts.
await page.goto(`${root}index.html`);
const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const light = await ground();
await page.click('#theme');
expect(await ground() !== light, 'the theme does not change');
await page.reload();
expect(await ground() !== light, 'the theme does not last');
await page.click('#theme');

// Tables are sorted.
await page.click('table.sortable thead button >> text=Columns');
const counts = await page.$$eval('table.sortable tbody td.num:nth-child(3)', (cells) => cells.map((cell) => Number(cell.textContent)));
expect(counts.length > 1 && counts.every((count, at) => at === 0 || counts[at - 1] >= count), `not sorted: ${counts}`);

// The diagram is zoomed, moved, searched and clicked.
const diagram = await page.getAttribute('nav.side a[href^="diagram/zwei"]', 'href');
await page.goto(root + diagram);
const view = () => page.getAttribute('.canvas svg', 'viewBox');
const whole = await view();
await page.mouse.move(700, 450);
await page.mouse.wheel(0, -300);
const near = await view();
expect(Number(near.split(' ')[2]) < Number(whole.split(' ')[2]), 'the wheel does not zoom');
await page.mouse.down();
await page.mouse.move(760, 480, { steps: 4 });
await page.mouse.up();
expect(await view() !== near && page.url() === root + diagram, 'the diagram does not move');
await page.click('[data-zoom="all"]');
expect(await view() === whole, 'the diagram does not fit again');
await page.focus('.canvas');
await page.keyboard.press('+');
expect(await view() !== whole, 'the keyboard does not zoom');
await page.fill('#find', 'parent');
expect(await page.locator('.box.found').count() > 0, 'the diagram finds nothing');
await page.click('.box.found');
await page.waitForURL(/\.html$/);
expect((await page.textContent('h1')).includes('parent'), `the box led to ${page.url()}`);

// A viewpoint has a page with a diagram of its own, which the search finds.
const viewpoint = await page.getAttribute('nav.side a[href*="viewpoint/"]', 'href').then((it) => it.replace('../', ''));
await page.goto(root + viewpoint);
expect((await page.textContent('h1')) === 'Parents & <b>', `the viewpoint is called ${await page.textContent('h1')}`);
expect(await page.locator('.canvas svg .box').count() === 2, 'the viewpoint draws its two tables');
const drawn = await page.locator('.canvas svg').boundingBox();
expect(drawn.height > 200 && drawn.width > 300, `the viewpoint's diagram is ${drawn.width} by ${drawn.height}`);
await page.click('[data-zoom="in"]');
await page.fill('#search', 'parents &');
await page.waitForSelector('#results [role="option"]');
expect((await page.textContent('#results')).includes('Parents & <b>'), 'the search finds no viewpoint');
await page.goto(root + 'table/zwei.parent.html');

// What is counted is what is shown, and each box counts the parts that it names.
await page.goto(`${root}changes.html`);
for (const [word, sort] of [['added', 'added'], ['dropped', 'dropped'], ['changed', 'changed']]) {
  const said = await page.$$eval('.counts li', (all, word) => all.map((it) => it.textContent).find((it) => it.endsWith(word)), word);
  const shown = await page.locator(`section.change.${sort}`).count();
  expect((shown ? `${shown} ${word}` : undefined) === said, `${shown} boxes are ${word}, and it says ${said}`);
}
for (const note of await page.$$eval('.change .note', (all) => all.map((it) => it.textContent))) {
  const [, count, names] = note.match(/^with (\d+) parts?: (.*)$/) ?? [];
  expect(names && names.split(', ').length === Number(count), `a box says: ${note}`);
}

// Nothing spills over on a telephone, and nobody is kept out, in either theme.
const pages = ['index.html', diagram, viewpoint, 'changes.html', page.url().slice(root.length)];
for (const scheme of ['light', 'dark']) {
  await page.emulateMedia({ colorScheme: scheme });
  for (const name of pages) {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(root + name);
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(spill <= 0, `${name} is ${spill} too wide for a telephone`);
    const torn = await page.$$eval('td code, td .line', (all) => all
      .filter((it) => it.textContent.length <= 24 && new Set([...it.getClientRects()].map((rect) => Math.round(rect.top))).size > 1)
      .map((it) => it.textContent));
    expect(torn.length === 0, `${name} breaks what is short: ${torn.slice(0, 3)}`);
    const empty = await page.$$eval('main table:has(thead)', (tables) => tables.flatMap((table) => [...table.tHead.rows[0].cells]
      .filter((_, at) => [...table.tBodies[0].rows].every((row) => !row.cells[at].textContent.trim()))
      .map((head) => head.textContent)));
    expect(empty.length === 0, `${name} has columns of nothing: ${empty}`);
    await page.setViewportSize({ width: 1200, height: 800 });
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], preload: false }));
    for (const fault of found.violations.filter((it) => ['serious', 'critical'].includes(it.impact))) {
      wrong.push(`${name} (${scheme}): ${fault.id}: ${fault.nodes.slice(0, 3).map((node) => node.html).join(' | ')}`);
    }
  }
}

// On paper stands what is read, in black on white, and nothing to press.
await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
await page.goto(`${root}index.html`);
await page.click('#theme');
await page.emulateMedia({ media: 'print' });
for (const name of pages) {
  await page.goto(root + name);
  const pressed = await page.$$eval(':not(th) > button, input, nav', (all) => all.filter((it) => it.checkVisibility()).map((it) => it.outerHTML.slice(0, 60)));
  expect(pressed.length === 0, `${name} prints ${pressed}`);
  expect(await page.locator('h1').isVisible(), `${name} prints no title`);
  expect(await ground() === 'rgb(255, 255, 255)', `${name} prints on ${await ground()}`);
  const paper = await page.pdf({ format: 'A4' });
  expect(paper.length > 5000, `${name} prints nothing`);
}
await program.close();
if (wrong.length) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
