package unit

// Unit is a unit of measurement: a value v in it is v*Factor + Offset in SI.
type Unit struct {
	Text     string  // as written, such as "W/m2/K"; "" or "1" for a bare number
	Dim      Dim     // what it measures
	Factor   float64 // SI per unit
	Offset   float64 // [SI] where the zero of the scale lies; not 0 for degC and degF only
	Currency string  // "EUR" where the unit has money in it

	num, den float64 // Factor = num/den, both exact where possible: 7 % is 0.07, and not 7*0.01
}

// Bare is the unit of a number without one.
var Bare = Unit{Factor: 1, num: 1, den: 1}

// Affine reports whether the unit is a point on a scale with a zero of its own (degC, degF).
func (u Unit) Affine() bool { return u.Offset != 0 }

// ToSI converts a value in u to SI.
func (u Unit) ToSI(v float64) float64 { return u.ScaleSI(v) + u.Offset }

// FromSI converts a value in SI to u.
func (u Unit) FromSI(si float64) float64 { return u.FromScaleSI(si - u.Offset) }

// ScaleSI converts a difference in u to SI: the zero of the scale plays no part.
func (u Unit) ScaleSI(v float64) float64 {
	if u.den == 0 {
		return v * u.Factor
	}
	return v * u.num / u.den
}

// FromScaleSI converts a difference in SI to u.
func (u Unit) FromScaleSI(si float64) float64 {
	if u.den == 0 {
		return si / u.Factor
	}
	return si * u.den / u.num
}
