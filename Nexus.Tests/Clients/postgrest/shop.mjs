// Works with the test's workshop as an application would: every call goes through @supabase/postgrest-js.
import assert from 'node:assert/strict';
import { PostgrestClient } from '@supabase/postgrest-js';

const shop = new PostgrestClient(process.env.NEXUS_URL, { headers: { Authorization: `Bearer ${process.env.NEXUS_KEY}` } });

function ok({ data, error, ...rest }) {
  assert.equal(error, null, JSON.stringify(error));
  return { data, ...rest };
}

// Create.
const north = ok(await shop.from('benches').insert({ name: 'North' }).select().single()).data;
assert.equal(north.name, 'North');
const created = ok(await shop.from('jobs').insert([
  { name: 'axle', size: 'small', pieces: 1, tags: ['steel'], bench_id: north.id, price: { amount: 12.5, currency: 'EUR' }, settings: { mode: 'slow' } },
  { name: 'bolt', size: 'medium', pieces: 20, urgent: true, bench_id: north.id, due_on: '2026-05-01' },
  { name: 'cog, big', size: 'very_large', pieces: 3 },
]).select('id,name'));
assert.equal(created.status, 201);
assert.deepEqual(created.data.map(j => j.name).sort(), ['axle', 'bolt', 'cog, big']);
assert.equal(ok(await shop.from('benches').insert({ name: 'South' })).status, 201);

// Read.
const names = async query => ok(await query).data.map(j => j.name);
assert.deepEqual(await names(shop.from('jobs').select('name').eq('size', 'small')), ['axle']);
assert.deepEqual(await names(shop.from('jobs').select('name').neq('name', 'axle').order('name', { ascending: false })), ['cog, big', 'bolt']);
assert.deepEqual(await names(shop.from('jobs').select('name').gt('pieces', 1).lte('pieces', 20).order('pieces')), ['cog, big', 'bolt']);
assert.deepEqual(await names(shop.from('jobs').select('name').in('name', ['axle', 'cog, big']).order('name')), ['axle', 'cog, big']);
assert.deepEqual(await names(shop.from('jobs').select('name').like('name', '%o%').order('name')), ['bolt', 'cog, big']);
assert.deepEqual(await names(shop.from('jobs').select('name').ilike('name', 'AX*')), ['axle']);
assert.deepEqual(await names(shop.from('jobs').select('name').likeAnyOf('name', ['ax%', 'bo%']).order('name')), ['axle', 'bolt']);
assert.deepEqual(await names(shop.from('jobs').select('name').is('due_on', null).order('name')), ['axle', 'cog, big']);
assert.deepEqual(await names(shop.from('jobs').select('name').is('urgent', true)), ['bolt']);
assert.deepEqual(await names(shop.from('jobs').select('name').contains('tags', ['steel'])), ['axle']);
assert.deepEqual(await names(shop.from('jobs').select('name').overlaps('tags', ['steel', 'wood'])), ['axle']);
assert.deepEqual(await names(shop.from('jobs').select('name').contains('settings', { mode: 'slow' })), ['axle']);
assert.deepEqual(await names(shop.from('jobs').select('name').eq('settings->>mode', 'slow')), ['axle']);
assert.deepEqual(await names(shop.from('jobs').select('name').textSearch('name', 'big', { type: 'websearch' })), ['cog, big']);
assert.deepEqual(await names(shop.from('jobs').select('name').or('name.eq.axle,and(pieces.gte.20,urgent.is.true)').order('name')), ['axle', 'bolt']);
assert.deepEqual(await names(shop.from('jobs').select('name').not('size', 'in', '(small,medium)')), ['cog, big']);
assert.deepEqual(await names(shop.from('jobs').select('name').match({ size: 'medium', pieces: 20 })), ['bolt']);
assert.deepEqual(await names(shop.from('jobs').select('name').order('name').range(1, 2)), ['bolt', 'cog, big']);
assert.deepEqual(ok(await shop.from('jobs').select('title:name, price, bench(name)').eq('name', 'axle')).data, [{ title: 'axle', price: { amount: 12.5, currency: 'EUR' }, bench: { name: 'North' } }]);
assert.deepEqual(ok(await shop.from('benches').select('name, jobs!bench_id(name)').eq('name', 'North').order('name', { referencedTable: 'jobs', ascending: false }).limit(1, { referencedTable: 'jobs' })).data, [{ name: 'North', jobs: [{ name: 'bolt' }] }]);
assert.deepEqual(await names(shop.from('jobs').select('name, bench!inner(name)').eq('bench.name', 'North').order('name')), ['axle', 'bolt']);

// Counts, one row, CSV.
const counted = ok(await shop.from('jobs').select('name', { count: 'exact' }).limit(2));
assert.equal(counted.count, 3);
assert.equal(counted.status, 206);
assert.equal(ok(await shop.from('jobs').select('*', { count: 'exact', head: true })).count, 3);
assert.equal(ok(await shop.from('jobs').select('name').eq('name', 'bolt').single()).data.name, 'bolt');
assert.equal((await shop.from('jobs').select('name').single()).status, 406);
assert.equal(ok(await shop.from('jobs').select('name').eq('name', 'none').maybeSingle()).data, null);
assert.equal(ok(await shop.from('jobs').select('name').order('name').limit(1).csv()).data, 'name\r\naxle\r\n');

// Faults.
const fault = await shop.from('jobs').select('name').eq('pieces', 'many');
assert.equal(fault.status, 400);
assert.equal(fault.error.code, 'wrong_value');
assert.ok(fault.error.message.includes('pieces'));

// Update and archive.
const id = created.data.find(j => j.name === 'axle').id;
assert.deepEqual(ok(await shop.from('jobs').update({ pieces: 2 }).eq('id', id).select('name,pieces')).data, [{ name: 'axle', pieces: 2 }]);
assert.equal(ok(await shop.from('jobs').update({ pieces: 3 }).eq('id', id)).status, 204);
assert.equal((await shop.from('jobs').update({ pieces: 4 }).eq('name', 'bolt')).error.code, 'filter_by_id');
assert.equal(ok(await shop.from('jobs').delete().eq('id', id)).status, 204);
assert.deepEqual(await names(shop.from('jobs').select('name').order('name')), ['bolt', 'cog, big']);
assert.equal((await shop.from('jobs').upsert({ name: 'x' })).error.code, 'upsert_not_supported');

console.log('all is well');
