package experiment

import (
	"fmt"
	"math"
	"strings"
)

// Plain gives a name as a reader would write it: lead_time becomes "lead time".
func Plain(name string) string { return strings.ReplaceAll(name, "_", " ") }

// UnitWord gives a unit as a reader would write it: "1/h" becomes "per h", "degC" "°C". A dimensionless unit is "".
func UnitWord(unit string) string {
	switch unit {
	case "1":
		return ""
	case "degC":
		return "°C"
	case "degF":
		return "°F"
	}
	if rest, ok := strings.CutPrefix(unit, "1/"); ok && !strings.ContainsAny(rest, "/*") {
		return "per " + rest
	}
	return strings.NewReplacer("*", "·", "m2", "m²", "m3", "m³").Replace(unit)
}

// StepWord is UnitWord for a difference, a half-width or a deviation: on a scale with an offset it is the step of the scale, and of
// a share its points, as "lower by 3 %" would be read as a share of the share.
func StepWord(unit string) string {
	switch unit {
	case "degC":
		return "K"
	case "%":
		return "% points"
	}
	return UnitWord(unit)
}

// affine says whether zero of the unit is not nothing, so that shares of a value mean nothing.
func affine(unit string) bool { return unit == "degC" || unit == "degF" }

// join sets a unit behind a number.
func join(number, unit string) string {
	if unit == "" {
		return number
	}
	return number + " " + unit
}

// Interval writes a mean with its half-width and unit, rounded to what the half-width supports: "87.4 ± 0.6 per h".
func Interval(e Estimate, unit string) string {
	v, h := Rounded(e.Mean, e.HalfWidth)
	if h == "" {
		return join(v, UnitWord(unit))
	}
	return join(v+" ± "+h, UnitWord(unit))
}

// Signed writes a difference with its sign and unit, rounded to what its half-width supports: "+4.0 ± 0.2 per h".
func Signed(difference, half float64, unit string) string {
	v, h := Rounded(difference, half)
	if difference > 0 && strings.ContainsAny(v, "123456789") {
		v = "+" + v
	}
	if h != "" {
		v += " ± " + h
	}
	return join(v, StepWord(unit))
}

// sizedInterval writes a difference without its sign.
func sizedInterval(e Estimate, unit string) string {
	e.Mean = math.Abs(e.Mean)
	return join(Interval(e, ""), StepWord(unit))
}

// share writes a difference as a share of what it starts from, " (4.7 %)", or "" where that has no meaning.
func share(d Difference, from float64, unit string) string {
	if affine(unit) || from == 0 || math.IsNaN(from) {
		return ""
	}
	return fmt.Sprintf(" (%s %%)", Digits(100*math.Abs(d.Mean/from), 2))
}

// quoted sets a title apart from the sentence around it.
func quoted(title string) string { return "“" + title + "”" }

// list joins titles: “a”, “b” and “c”.
func list(titles []string) string {
	q := make([]string, len(titles))
	for i, t := range titles {
		q[i] = quoted(t)
	}
	if len(q) < 2 {
		return strings.Join(q, "")
	}
	return strings.Join(q[:len(q)-1], ", ") + " and " + q[len(q)-1]
}
