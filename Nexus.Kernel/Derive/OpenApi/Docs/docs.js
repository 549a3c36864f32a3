// Sends what the forms hold, and shows what comes back. The token stays in this page's memory.
const token = document.getElementById('token');
const tenant = document.getElementById('tenant');
const find = document.getElementById('find');

find.addEventListener('input', () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of document.querySelectorAll('main section')) {
    let shown = 0;
    for (const operation of section.querySelectorAll('.operation')) {
      const text = operation.querySelector('summary').textContent.toLowerCase();
      operation.hidden = !words.every(word => text.includes(word));
      shown += operation.hidden ? 0 : 1;
    }
    section.hidden = shown === 0;
  }
});

document.getElementById('credentials').addEventListener('submit', event => event.preventDefault());

function request(form) {
  const query = new URLSearchParams();
  const headers = {};
  let path = form.dataset.path;
  for (const input of form.querySelectorAll('input[data-in]')) {
    if (input.value === '') continue;
    if (input.dataset.in === 'path') path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else if (input.dataset.in === 'query') query.append(input.name, input.value);
    else headers[input.name] = input.value;
  }
  if (token.value) headers.Authorization = `Bearer ${token.value.trim()}`;
  if (tenant.value) headers['X-Tenant'] = tenant.value.trim();
  const body = form.elements.body?.value;
  if (body) headers['Content-Type'] = 'application/json';
  return { url: query.size ? `${path}?${query}` : path, options: { method: form.dataset.method, headers, body: body || undefined } };
}

async function send(form) {
  const answer = form.parentElement.querySelector('.answer');
  answer.hidden = false;
  answer.textContent = '…';
  try {
    const { url, options } = request(form);
    const response = await fetch(url, options);
    const text = await response.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON */ }
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    answer.textContent = `${options.method} ${url}\n${response.status} ${response.statusText}\n${headers}\n\n${shown}`;
  } catch (error) {
    answer.textContent = String(error);
  }
}

for (const form of document.querySelectorAll('form.try')) {
  form.addEventListener('submit', event => {
    event.preventDefault();
    send(form);
  });
}
