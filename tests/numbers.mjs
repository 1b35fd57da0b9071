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

// nobody(): the place does not exist, and the year is older than anybody in the county.
export const nobody = () => bornIn('990199', 1900 + below(20));
