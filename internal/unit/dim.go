package unit

import (
	"fmt"
	"strconv"
	"strings"
)

// Dim is a physical dimension: the exponents of m, kg, s, K, A, mol, cd and money, in sixths, so that square and cube
// roots stay exact. The zero value is dimensionless.
type Dim [8]int16

// Sixths is the scale of the exponents in a Dim.
const Sixths = 6

// The dimensions that messages and kinds name.
var (
	One            = Dim{}
	Length         = Dim{0: 6}
	Mass           = Dim{1: 6}
	Time           = Dim{2: 6}
	Temperature    = Dim{3: 6}
	Current        = Dim{4: 6}
	Amount         = Dim{5: 6}
	Luminosity     = Dim{6: 6}
	Money          = Dim{7: 6}
	PerTime        = One.Div(Time)
	Area           = Length.Pow(2, 1)
	Volume         = Length.Pow(3, 1)
	Speed          = Length.Div(Time)
	Acceleration   = Speed.Div(Time)
	Force          = Mass.Mul(Acceleration)
	Energy         = Force.Mul(Length)
	Power          = Energy.Div(Time)
	Pressure       = Force.Div(Area)
	Voltage        = Power.Div(Current)
	VolumeFlow     = Volume.Div(Time)
	MassFlow       = Mass.Div(Time)
	HeatCapacity   = Energy.Div(Temperature)
	Conductance    = Power.Div(Temperature)
	Density        = Mass.Div(Volume)
	Charge         = Current.Mul(Time)
	MoneyPerTime   = Money.Div(Time)
	MoneyPerEnergy = Money.Div(Energy)
)

// Mul gives the dimension of a product.
func (d Dim) Mul(e Dim) Dim {
	for i := range d {
		d[i] = clip(int(d[i]) + int(e[i]))
	}
	return d
}

// Div gives the dimension of a quotient.
func (d Dim) Div(e Dim) Dim {
	for i := range d {
		d[i] = clip(int(d[i]) - int(e[i]))
	}
	return d
}

// Pow gives the dimension of the power num/den; ok for every den that leaves exponents in sixths, else rounded towards
// zero (PowOK tells).
func (d Dim) Pow(num, den int) Dim {
	e, _ := d.PowOK(num, den)
	return e
}

// PowOK gives the dimension of the power num/den and whether its exponents are whole sixths (and den is not 0).
func (d Dim) PowOK(num, den int) (Dim, bool) {
	if den == 0 {
		return One, false
	}
	ok := true
	for i := range d {
		p := int(d[i]) * num
		ok = ok && p%den == 0
		d[i] = clip(p / den)
	}
	return d, ok
}

// clip keeps exponents in the range of int16: no physics is out there, only hostile input.
func clip(x int) int16 { return int16(max(-32768, min(32767, x))) }

// IsOne reports whether d is dimensionless.
func (d Dim) IsOne() bool { return d == One }

// baseNames are the units of the exponents, in their order.
var baseNames = [8]string{"m", "kg", "s", "K", "A", "mol", "cd", "money"}

// String writes the dimension in base units: "kg*m2/s3", "1/s", "1"; a power that is not whole as "m^(1/2)".
func (d Dim) String() string {
	var up, down strings.Builder
	for _, i := range [8]int{1, 0, 2, 3, 4, 5, 6, 7} { // kg first, as is usual
		switch p := int(d[i]); {
		case p > 0:
			if up.Len() > 0 {
				up.WriteByte('*')
			}
			up.WriteString(baseNames[i] + power(p))
		case p < 0:
			down.WriteString("/" + baseNames[i] + power(-p))
		}
	}
	if up.Len() == 0 {
		up.WriteByte('1')
	}
	return up.String() + down.String()
}

// power writes an exponent given in sixths, nothing for one.
func power(p int) string {
	switch {
	case p == Sixths:
		return ""
	case p%Sixths == 0:
		return strconv.Itoa(p / Sixths)
	}
	den := Sixths
	for _, f := range []int{2, 3} {
		if p%f == 0 && den%f == 0 {
			p, den = p/f, den/f
		}
	}
	return fmt.Sprintf("^(%d/%d)", p, den)
}
