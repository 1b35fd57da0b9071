// Invented numbers for tests and benchmarks: they fit the check digit of GB 11643 and belong to no
// one.
export const below = (n) => Math.floor(Math.random() * n);
export const two = (n) => String(n).padStart(2, '0');

// withCheckDigit(first17): the whole number of which these are the first 17 digits.
export function withCheckDigit(first17) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, i) => all + weight * Number(first17[i]), 0);
  return first17 + '10X98765432'[sum % 11];
}

// bornIn(place, year): somebody of that place (6 digits) and year; each call has a birthday of its
// own, so a growing wait of its own.
export const bornIn = (place, year) =>
  withCheckDigit(`${place}${year}${two(1 + below(12))}${two(1 + below(28))}${String(below(1000)).padStart(3, '0')}`);

// newcomer(born): the number of somebody who is to be registered, born on a day (YYYYMMDD; else any of
// fifty years). No two are alike, in this process or in one that runs later on the same portal: place
// and the last three digits count hundredths of a second, over a day and more. No place begins with 98.
let count = 0;
const birthday = () => `${1950 + below(50)}${two(1 + below(12))}${two(1 + below(28))}`;
export function newcomer(born = birthday()) {
  count = Math.max(count + 1, Math.floor(Date.now() / 10));
  const tail = Math.floor(count / 1e4) % 1000;
  return withCheckDigit(`98${String(count % 1e4).padStart(4, '0')}${born}${String(tail).padStart(3, '0')}`);
}

// nobody(): the place does not exist, and the year is older than anybody in the county.
export const nobody = () => bornIn('990199', 1900 + below(20));
