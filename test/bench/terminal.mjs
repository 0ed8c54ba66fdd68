// Runs inside a terminal: times the pairs listed in a file, with this terminal as their output, and writes the figure to a file.
import { readFileSync, writeFileSync } from 'node:fs';
import { compare, time } from './measure.mjs';

const file = process.argv[2];
const { floor, contestant, rounds } = JSON.parse(readFileSync(file, 'utf8'));
const [found] = compare((one) => time(one, 'inherit'), floor, [contestant], { rounds });
writeFileSync(file, JSON.stringify(found));
