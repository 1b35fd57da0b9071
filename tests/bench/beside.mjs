#!/usr/bin/env node
// How long a status query takes, asked by a few residents one after the other, for so many seconds:
//
//   BASE_URL=… RUN_DIR=… tests/bench/beside.mjs [SECONDS [CLIENTS]]
//
// Run it once on an idle portal and once beside `mingbai import register`: the p99 of the second
// should be at most twice that of the first. Prints the count, p50, p99 and the longest.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendForm, somewhere } from '../http/visitor.mjs';

const seconds = Number(process.argv[2] ?? 20), clients = Number(process.argv[3] ?? 2);
const run = process.env.RUN_DIR ?? 'build/run';
const { residents } = JSON.parse(readFileSync(join(run, 'demo.json'), 'utf8'));
const until = performance.now() + seconds * 1000;
const took = [];
let failed = 0;

await Promise.all(Array.from({ length: clients }, async (_, n) => {
  for (let i = n; performance.now() < until; i++) {
    const { name, id_number } = residents[i % residents.length];
    const begin = performance.now();
    const answer = await sendForm(somewhere(), '/status', { name, id_number });
    took.push(performance.now() - begin);
    if (answer.status !== 200) failed++;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}));
took.sort((a, b) => a - b);
const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))].toFixed(1);
console.log(`${took.length} queries, ${failed} failed: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`);
