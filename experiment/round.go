package experiment

import (
	"math"
	"strconv"
)

// Rounded gives a value and its half-width as far as the half-width supports: two digits of a half-width that begins with 1
// or 2, one of any other, and the value to the same place (in the manner of the Particle Data Group, Review of Particle
// Physics, section 5.3). More than five digits of the value tell a reader nothing: a half-width below them is "".
//
// Without a half-width (NaN, 0, or a rounding error: below a billionth of the value) the value has four digits and the
// half-width is "". A missing value is "–".
func Rounded(value, half float64) (string, string) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return "–", ""
	}
	if !(half > 1e-9*math.Abs(value)) || math.IsInf(half, 0) {
		return Digits(value, 4), ""
	}
	places := placesOf(half)
	if most := mostDigits - 1 - exponentOf(math.Max(math.Abs(value), half)); places > most {
		if places = most; half < 0.5*math.Pow10(-places) {
			return fixed(value, places), ""
		}
	}
	return fixed(value, places), fixed(half, places)
}

// mostDigits is the number of significant digits that a value is shown with at most beside a half-width.
const mostDigits = 5

// exponentOf is the power of ten of the first digit.
func exponentOf(v float64) int {
	exponent, _ := strconv.Atoi(strconv.FormatFloat(v, 'e', 0, 64)[2:])
	return exponent
}

// placesOf is the number of decimals that a half-width supports; negative for tens and hundreds.
func placesOf(half float64) int {
	digits := strconv.FormatFloat(half, 'e', 1, 64) // "2.4e-01": rounded first, so that 0.096 counts as 0.1
	exponent, _ := strconv.Atoi(digits[4:])
	if digits[0] <= '2' {
		return 1 - exponent
	}
	return -exponent
}

// fixed writes a number with that many decimals; places below 0 round to tens, hundreds.
func fixed(v float64, places int) string {
	if places >= 0 {
		return plain(strconv.FormatFloat(v, 'f', min(places, 12), 64))
	}
	scale := 1.0
	for range min(-places, 18) {
		scale *= 10
	}
	return plain(strconv.FormatFloat(math.Round(v/scale)*scale, 'f', 0, 64))
}

// Digits writes a number with up to n significant digits, whole numbers below a million in full, without an exponent where it
// stays short.
func Digits(v float64, n int) string {
	size := math.Abs(v)
	switch {
	case math.IsNaN(v):
		return "–"
	case size == 0:
		return "0"
	case size >= 1e7 || size < 1e-4:
		return plain(strconv.FormatFloat(v, 'g', n, 64))
	case v == math.Trunc(v) && size < 1e6:
		return plain(strconv.FormatFloat(v, 'f', 0, 64))
	}
	exponent, _ := strconv.Atoi(strconv.FormatFloat(v, 'e', n-1, 64)[exponentAt(v, n):])
	return trimZeros(fixed(v, n-1-exponent))
}

// exponentAt is where the exponent begins in the 'e' form with n digits.
func exponentAt(v float64, n int) int {
	at := n + 2 // digits, point, e
	if n == 1 {
		at = 2
	}
	if v < 0 {
		at++
	}
	return at
}

// trimZeros drops zeros that end a decimal fraction.
func trimZeros(s string) string {
	for i := range len(s) {
		if s[i] == '.' {
			end := len(s)
			for s[end-1] == '0' {
				end--
			}
			if s[end-1] == '.' {
				end--
			}
			return plain(s[:end])
		}
	}
	return s
}

// plain gives zero without a sign, and a true minus to the others.
func plain(s string) string {
	if s[0] != '-' {
		return s
	}
	for _, c := range s[1:] {
		if c >= '1' && c <= '9' {
			return "−" + s[1:]
		}
	}
	return s[1:]
}
