package unit

import (
	"fmt"
	"strings"
)

// Value reads text as a quantity of a dimension and gives it in SI. A bare 0 fits any dimension. Where a difference is
// due, degC and degF are refused; a bare number where a unit is due is an error that says which. The error is an *Error.
func Value(text string, want Dim, difference bool) (si float64, u Unit, err error) {
	v, u, err := Quantity(text)
	if err != nil {
		return 0, Unit{}, err
	}
	if v == 0 && u.Text == "" {
		return 0, u, nil
	}
	if e := Fits(text, u, want, difference); e != nil {
		return 0, Unit{}, e
	}
	if difference {
		return u.ScaleSI(v), u, nil
	}
	return u.ToSI(v), u, nil
}

// Fits checks that a quantity, written as text with unit u, has the dimension that is due; nil if it has.
func Fits(text string, u Unit, want Dim, difference bool) *Error {
	e := &Error{Len: len(text)}
	switch {
	case u.Dim == want && difference && u.Affine():
		e.Msg = fmt.Sprintf("%s is a point on a scale, but a difference is due", u.Text)
		e.Hint = "a difference takes K"
	case u.Dim == want:
		return nil
	case u.Text == "":
		e.Msg = fmt.Sprintf("%s has no unit: %s is due", text, want.Name())
		e.Hint = fmt.Sprintf("write %s %s, if that is the unit", text, ExampleUnit(want))
	case want.IsOne():
		e.Msg = fmt.Sprintf("%s is %s, but a plain number is due", text, u.Dim.article())
	case u.Text == "C" && want == Temperature:
		e.Msg = "C is the coulomb, but a temperature is due"
		e.Hint = "write " + strings.TrimSuffix(text, "C") + "degC"
	default:
		e.Msg = fmt.Sprintf("%s is %s, but %s is due", text, u.Dim.article(), want.Name())
		if u.Text == "m" && want == Time {
			e.Hint = "write " + strings.TrimSuffix(text, "m") + "min for minutes"
		}
	}
	return e
}

// kindOf names a dimension and shows a quantity of it.
type kindOf struct {
	dim              Dim
	name, show, unit string
}

// kinds lists the dimensions that have a name, the usual one first where two share a Dim.
var kinds = []kindOf{
	{One, "a plain number", "0.5", "1"},
	{Length, "a length", "4 m", "m"},
	{Mass, "a mass", "12 kg", "kg"},
	{Time, "a time", "30 s", "s"},
	{Temperature, "a temperature", "24 degC", "K"},
	{Current, "an electric current", "5 A", "A"},
	{Amount, "an amount of substance", "2 mol", "mol"},
	{Luminosity, "a luminous intensity", "1 cd", "cd"},
	{Money, "an amount of money", "20 EUR", "EUR"},
	{PerTime, "a rate", "105 1/h", "1/s"},
	{Area, "an area", "6 m2", "m2"},
	{Volume, "a volume", "2 m3", "m3"},
	{Speed, "a speed", "0.4 m/s", "m/s"},
	{Acceleration, "an acceleration", "1 m/s2", "m/s2"},
	{Force, "a force", "2 kN", "N"},
	{Energy, "an energy", "5 kWh", "J"},
	{Power, "a power", "38 kW", "W"},
	{Pressure, "a pressure", "2 bar", "Pa"},
	{Voltage, "a voltage", "24 V", "V"},
	{Charge, "an electric charge", "40 Ah", "C"},
	{VolumeFlow, "a volume flow", "25 m3/h", "m3/s"},
	{MassFlow, "a mass flow", "3 kg/s", "kg/s"},
	{HeatCapacity, "a heat capacity", "220 kJ/K", "J/K"},
	{Conductance, "a thermal conductance", "190 W/K", "W/K"},
	{Conductance.Div(Area), "a heat transfer coefficient", "850 W/m2/K", "W/m2/K"},
	{Conductance.Div(Length), "a thermal conductivity", "0.6 W/m/K", "W/m/K"},
	{HeatCapacity.Div(Mass), "a specific heat capacity", "4.18 kJ/kg/K", "J/kg/K"},
	{Energy.Div(Mass), "an energy per mass", "250 kJ/kg", "J/kg"},
	{Density, "a density", "1000 kg/m3", "kg/m3"},
	{Pressure.Mul(Time), "a viscosity", "1 mPa*s", "Pa*s"},
	{Voltage.Div(Current), "a resistance", "4 Ohm", "Ohm"},
	{Current.Div(Voltage), "an electric conductance", "1 mS", "S"},
	{Charge.Div(Voltage), "a capacitance", "10 uF", "F"},
	{Voltage.Mul(Time).Div(Current), "an inductance", "1 mH", "H"},
	{Mass.Mul(Area), "a moment of inertia", "0.2 kg*m2", "kg*m2"},
	{Force.Div(Length), "a stiffness", "2 kN/m", "N/m"},
	{One.Div(Temperature), "a value per kelvin", "0.08 1/K", "1/K"},
	{Temperature.Div(Time), "a rate of temperature", "0.5 K/s", "K/s"},
	{MoneyPerTime, "a cost rate", "40 EUR/h", "EUR/s"},
	{MoneyPerEnergy, "a price of energy", "0.2 EUR/kWh", "EUR/J"},
}

// find gives what is known about a dimension.
func (d Dim) find() (kindOf, bool) {
	for _, k := range kinds {
		if k.dim == d {
			return k, true
		}
	}
	return kindOf{}, false
}

// Name says what a dimension is for a message, with an example: "a time (such as 30 s)".
func (d Dim) Name() string { return d.article() + " (such as " + Example(d) + ")" }

// article names a dimension without an example.
func (d Dim) article() string {
	if k, ok := d.find(); ok {
		return k.name
	}
	return "a value in " + d.String()
}

// Example gives a quantity of a dimension, such as "30 s".
func Example(d Dim) string {
	if k, ok := d.find(); ok {
		return k.show
	}
	return "1 " + d.String()
}

// ExampleUnit gives the unit of the example: "s".
func ExampleUnit(d Dim) string {
	_, unit, ok := strings.Cut(Example(d), " ")
	if !ok {
		return "1"
	}
	return unit
}

// SI gives the SI unit of a dimension by its usual name: W, W/m2/K, kg*m2/s. Money has the text EUR and no currency.
// Where exponents are not whole the text is not one that Parse reads.
func SI(d Dim) Unit {
	u := Unit{Text: d.String(), Dim: d, Factor: 1, num: 1, den: 1}
	if k, ok := d.find(); ok {
		u.Text = k.unit
	}
	return u
}
