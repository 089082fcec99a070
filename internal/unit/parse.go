package unit

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"unicode/utf8"
)

// Error says what is wrong with a unit or a quantity and what to do about it.
type Error struct {
	Msg, Hint string
	Off, Len  int // bytes of the text concerned
}

// Error gives the message with the hint in brackets.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Msg
	}
	return e.Msg + " (" + e.Hint + ")"
}

// maxUnit bounds the length of a unit [bytes]: nothing longer is one.
const maxUnit = 60

// units holds every unit of one name, prefixes included.
var units = sync.OnceValue(func() map[string]Unit {
	all := make(map[string]Unit, 2000)
	for _, d := range defs {
		all[d.name] = Unit{d.name, d.dim, d.num / d.den, d.offset, "", d.num, d.den}
	}
	for _, c := range currencies {
		all[c] = Unit{c, Money, 1, 0, c, 1, 1}
	}
	for _, d := range defs { // a unit of its own name comes before one with a prefix: min is no milli-inch
		if d.pre != bare {
			addPrefixed(all, all[d.name], d.pre)
		}
	}
	for _, c := range currencies {
		addPrefixed(all, all[c], upPre)
	}
	return all
})

// addPrefixed adds a unit with each of the prefixes that it takes.
func addPrefixed(all map[string]Unit, u Unit, pre int) {
	base := u.Text
	for _, p := range prefixes {
		if pre == upPre && p.num < 1000 {
			continue
		}
		name := p.text + base
		if _, ok := all[name]; ok {
			continue
		}
		num, den := reduce(u.num*p.num, u.den*p.den)
		all[name] = Unit{name, u.Dim, num / den, 0, u.Currency, num, den}
	}
}

// reduce takes common powers of ten out of a fraction: kg is 1, not 1000/1000.
func reduce(num, den float64) (float64, float64) {
	for den >= 10 && num >= 10 && num/10 == math.Floor(num/10) && den/10 == math.Floor(den/10) {
		num, den = num/10, den/10
	}
	return num, den
}

// Parse reads a unit such as "s", "kWh", "W/m2/K", "N*m", "1/h", "%" or "1". The error is an *Error.
func Parse(text string) (Unit, error) {
	u, e := compose(text)
	if e == nil {
		return u, nil
	}
	if e.Hint == "" && e.Len > 0 {
		e.Hint = advise(text)
	}
	return Unit{}, e
}

// compose multiplies and divides the names in text from left to right; its errors have no advice on misprints yet.
func compose(text string) (Unit, *Error) {
	if text == "" {
		return Unit{}, &Error{Msg: "no unit", Hint: "write 1 where there is none"}
	}
	if len(text) > maxUnit {
		return Unit{}, &Error{Msg: "this is no unit", Len: len(text), Hint: "number, one space, unit"}
	}
	out := Bare
	out.Text = text
	over := false // after a '/'
	for off := 0; ; {
		end := strings.IndexAny(text[off:], "*/")
		if end < 0 {
			end = len(text) - off
		}
		f, err := factor(text[off : off+end])
		if err == nil {
			err = out.times(f, over)
		}
		if err != nil {
			err.Off, err.Len = off, max(1, end)
			return Unit{}, err
		}
		if off += end; off == len(text) {
			break
		}
		over = text[off] == '/'
		off++
	}
	if out.Factor = out.num / out.den; !(out.Factor > 0) || out.Factor > 1e300 {
		return Unit{}, &Error{Msg: "this unit is too large or too small", Len: len(text)}
	}
	return out, nil
}

// times multiplies u by f, or divides it.
func (u *Unit) times(f Unit, over bool) *Error {
	if f.Offset != 0 {
		if u.Text != f.Text {
			return &Error{Msg: f.Text + " is a point on a scale and cannot be part of a unit", Hint: "write K"}
		}
		u.Offset = f.Offset
	}
	if f.Currency != "" {
		if u.Currency != "" && u.Currency != f.Currency {
			return &Error{Msg: fmt.Sprintf("two currencies, %s and %s, in one unit", u.Currency, f.Currency),
				Hint: "a study has one currency"}
		}
		u.Currency = f.Currency
	}
	num, den := f.num, f.den
	if over {
		num, den = den, num
		u.Dim = u.Dim.Div(f.Dim)
	} else {
		u.Dim = u.Dim.Mul(f.Dim)
	}
	u.num, u.den = reduce(u.num*num, u.den*den)
	return nil
}

// factor reads one name with a power: "m3", "kg", "1".
func factor(text string) (Unit, *Error) {
	if text == "1" {
		return Bare, nil
	}
	name, power := text, 1
	if n := len(text); n > 1 && text[n-1] >= '0' && text[n-1] <= '9' {
		name, power = text[:n-1], int(text[n-1]-'0')
	}
	u, ok := units()[name]
	if !ok || power < 1 {
		return Unit{}, unknown(text)
	}
	if power == 1 {
		return u, nil
	}
	if u.Offset != 0 {
		return Unit{}, &Error{Msg: name + " is a point on a scale and has no powers", Hint: "write K"}
	}
	num, den := u.num, u.den
	for range power - 1 {
		u.num, u.den = u.num*num, u.den*den
	}
	u.Dim = u.Dim.Pow(power, 1)
	return u, nil
}

// unknown says that text is no unit.
func unknown(text string) *Error {
	if text == "" {
		return &Error{Msg: "a unit is missing beside * or /", Hint: "no unit begins or ends with one"}
	}
	if !utf8.ValidString(text) {
		return &Error{Msg: "this is no unit"}
	}
	return &Error{Msg: fmt.Sprintf("%q is no unit that is known", text)}
}

// long names the times whose length is not fixed, or not needed.
var long = map[string]bool{"week": true, "month": true, "year": true, "yr": true}

// advise says what to write for a misspelt unit, "" if nothing comes to mind.
func advise(text string) string {
	switch s := Suggest(text); {
	case long[strings.TrimSuffix(strings.ToLower(text), "s")]:
		return "the longest unit of time is the day: d"
	case s != "" && s != text:
		return "write " + s
	case strings.Contains(text, "^"):
		return "powers are plain digits: m2"
	case strings.ContainsAny(text, "+-()<>="):
		return "put spaces round an operator"
	}
	return ""
}
