package unit

import (
	"math"
	"strings"
	"testing"
)

// The expected values are exact definitions (SI brochure, NIST SP 811), so the factors must agree to the last bit.
func TestToSI(t *testing.T) {
	for _, c := range []struct {
		v    float64
		unit string
		si   float64
		dim  Dim
	}{
		{30, "s", 30, Time}, {90, "min", 5400, Time}, {2, "h", 7200, Time}, {20, "d", 1728000, Time}, {1, "ms", 0.001, Time},
		{97, "%", 0.97, One}, {7, "%", 0.07, One}, {1, "1", 1, One}, {180, "deg", math.Pi, One},
		{105, "1/h", 105.0 / 3600, PerTime}, {40, "1/min", 40.0 / 60, PerTime}, {60, "rpm", 2 * math.Pi, PerTime},
		{850, "W/m2/K", 850, Conductance.Div(Area)}, {220, "kJ/K", 220e3, HeatCapacity}, {1.4, "kW/K", 1400, Conductance},
		{24, "degC", 297.15, Temperature}, {-40, "degF", 233.15, Temperature}, {15, "K", 15, Temperature},
		{5, "kWh", 18e6, Energy}, {2, "bar", 2e5, Pressure}, {300, "mbar", 3e4, Pressure}, {25, "m3/h", 25.0 / 3600, VolumeFlow},
		{1, "kg", 1, Mass}, {1, "mg", 1e-6, Mass}, {3, "t", 3000, Mass}, {2, "kt", 2e6, Mass}, {1, "ft", 0.3048, Length},
		{12, "N*m", 12, Energy}, {1, "mPa*s", 0.001, Pressure.Mul(Time)}, {1, "uF", 1e-6, Charge.Div(Voltage)},
		{1, "µm", 1e-6, Length}, {0.2, "EUR/kWh", 0.2 / 3.6e6, MoneyPerEnergy}, {5, "kEUR", 5000, Money},
		{10, "l", 0.01, Volume}, {10, "ml", 1e-5, Volume}, {3, "m/s2", 3, Acceleration}, {36, "km/h", 10, Speed},
	} {
		u, err := Parse(c.unit)
		if err != nil {
			t.Errorf("%s: %v", c.unit, err)
			continue
		}
		// degF has an offset that is not exact in binary, and a product of two roundings: two ulp.
		if got := u.ToSI(c.v); math.Abs(got-c.si) > 4e-16*math.Abs(c.si) || u.Dim != c.dim {
			t.Errorf("%g %s = %.17g %v, want %.17g %v", c.v, c.unit, got, u.Dim, c.si, c.dim)
		}
		if back := u.FromSI(c.si); math.Abs(back-c.v) > 1e-13*(1+math.Abs(c.v)) {
			t.Errorf("%g SI = %.17g %s, want %g", c.si, back, c.unit, c.v)
		}
	}
}

func TestExactDecimals(t *testing.T) {
	for _, c := range []struct {
		text string
		want float64
	}{{"7 %", 0.07}, {"29 %", 0.29}, {"1.1 min", 66}, {"3 ms", 0.003}, {"0.7 h", 2520}} {
		if got, _, err := Value(c.text, map[bool]Dim{true: One, false: Time}[strings.HasSuffix(c.text, "%")], false); err != nil || got != c.want {
			t.Errorf("%s = %.17g (%v), want %.17g", c.text, got, err, c.want)
		}
	}
}

func TestUnitFaults(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "no unit",
		"KW":                    "write kW",
		"m²":                    "write m2",
		"m^2":                   "write m2",
		"°C":                    "write degC",
		"Celsius":               "write degC",
		"sec":                   "write s",
		"hours":                 "write h",
		"kwh/d":                 "write kWh/d",
		"€":                     "write EUR",
		"1/degC":                "write K",
		"degC2":                 "write K",
		"EUR/USD":               "two currencies",
		"W/":                    "missing beside",
		"m0":                    "no unit that is known",
		"wibble":                "no unit that is known",
		"Ym9/ym9":               "too large",
		strings.Repeat("m", 99): "no unit",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q) = %v, want %q", text, err, want)
		}
	}
}

// Every spelling that a prefix and a unit give must mean one thing: where two readings meet, the unit of its own name
// wins, and these are all such cases.
func TestPrefixCollisions(t *testing.T) {
	own := map[string]bool{}
	for _, d := range defs {
		own[d.name] = true
	}
	want := map[string]string{"cd": "c+d", "min": "m+in", "Pa": "P+a", "ft": "f+t", "mol": "", "ha": ""}
	seen := map[string]string{}
	for _, d := range defs {
		for _, p := range prefixes {
			if d.pre == bare || d.pre == upPre && p.num < 1000 {
				continue
			}
			name := p.text + d.name
			if own[name] {
				if _, ok := want[name]; !ok {
					t.Errorf("%s is a unit and %s+%s", name, p.text, d.name)
				}
				continue
			}
			if before, ok := seen[name]; ok {
				t.Errorf("%s is %s and %s+%s", name, before, p.text, d.name)
			}
			seen[name] = p.text + "+" + d.name
		}
	}
}

func TestParseQuantity(t *testing.T) {
	for _, c := range []struct {
		text string
		v    float64
		unit string
		rest string
		err  string
	}{
		{"30 s", 30, "s", "", ""},
		{"9.5 kW * press.busy", 9.5, "kW", " * press.busy", ""},
		{"20 %", 20, "%", "", ""},
		{"105 1/h", 105, "1/h", "", ""},
		{"1/demand", 1, "", "/demand", ""},
		{"2 * h", 2, "", " * h", ""},
		{"4, for", 4, "", ", for", ""},
		{"8 h) > 20 %", 8, "h", ") > 20 %", ""},
		{"2 and x", 2, "", " and x", ""},
		{"-5 degC", -5, "degC", "", ""},
		{"1e3 W", 1000, "W", "", ""},
		{".5 m", 0.5, "m", "", ""},
		{"3.", 3, "", "", ""},
		{"30s", 0, "", "", "write 30 s"},
		{"30sec", 0, "", "", "write 30 s"},
		{"50%", 0, "", "", "write 50 %"},
		{"24°C", 0, "", "", "write 24 degC"},
		{"30  s", 0, "", "", "write 30 s"},
		{"3x", 0, "", "", "neither a number nor a name"},
		{"30 kw", 0, "", "", "write kW"},
		{"1e999 s", 0, "", "", "too large"},
		{"s", 0, "", "", "number is missing"},
		{"2 h*x", 0, "", "", "no unit that is known"},
	} {
		v, u, rest, err := ParseQuantity(c.text)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%q: error %v, want %q", c.text, err, c.err)
			}
			continue
		}
		if err != nil || v != c.v || u.Text != c.unit || rest != c.rest {
			t.Errorf("%q = %g %q rest %q (%v)", c.text, v, u.Text, rest, err)
		}
	}
}

func TestValueFaults(t *testing.T) {
	for _, c := range []struct {
		text string
		dim  Dim
		diff bool
		want string
	}{
		{"30", Time, false, "30 has no unit: a time (such as 30 s) is due (write 30 s, if that is the unit)"},
		{"30 W", Time, false, "30 W is a power, but a time (such as 30 s) is due"},
		{"5 degC", Temperature, true, "degC is a point on a scale, but a difference is due (a difference takes K)"},
		{"24 C", Temperature, false, "write 24 degC"},
		{"3,5 kW", Power, false, "decimal point"},
		{"1 000 W", Power, false, "without spaces"},
		{"3 kg", One, false, "3 kg is a mass, but a plain number is due"},
		{"3 kg m", Mass, false, "no quantity"},
		{"2", Area.Mul(Money), false, "a value in m2*money (such as 1 m2*money) is due"},
	} {
		if _, _, err := Value(c.text, c.dim, c.diff); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
	if v, _, err := Value("5 K", Temperature, true); v != 5 || err != nil {
		t.Errorf("5 K = %g, %v", v, err)
	}
	if v, _, err := Value("0", Power, false); v != 0 || err != nil {
		t.Errorf("0 = %g, %v", v, err)
	}
}

func TestDim(t *testing.T) {
	if got := Power.Pow(1, 2).Pow(2, 1); got != Power {
		t.Errorf("square of a root: %v", got)
	}
	if _, ok := Length.PowOK(1, 4); ok {
		t.Error("a fourth root of a length has no whole sixths")
	}
	if got := One.Div(Length.Pow(1, 2)).String(); got != "1/m^(1/2)" {
		t.Errorf("String = %s", got)
	}
	if got := Power.String(); got != "kg*m2/s3" {
		t.Errorf("String = %s", got)
	}
	for _, k := range kinds { // every example must be a quantity of its dimension
		if _, _, err := Value(k.show, k.dim, false); err != nil {
			t.Errorf("%s: %v", k.name, err)
		}
		if u, err := Parse(SI(k.dim).Text); err != nil || u.Dim != k.dim || u.Factor != 1 {
			t.Errorf("SI(%s) = %s: %v", k.name, SI(k.dim).Text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"30 s", "W/m2/K", "1/h", "24 degC", "9.5 kW * press.busy", "30s", "m^2", "1e999", "µm2", "%", "EUR/USD", "- 3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if u, err := Parse(s); err == nil {
			if !(u.Factor > 0) || u.Text != s {
				t.Errorf("%q: %+v", s, u)
			}
			if si := u.ToSI(1); math.IsNaN(si) {
				t.Errorf("%q: NaN", s)
			}
		}
		v, u, rest, err := ParseQuantity(s)
		if e, ok := err.(*Error); ok {
			if e.Off < 0 || e.Off+e.Len > len(s)+1 {
				t.Errorf("%q: place %d+%d outside", s, e.Off, e.Len)
			}
			return
		}
		if !strings.HasSuffix(s, rest) || math.IsNaN(v) || u.Factor <= 0 {
			t.Errorf("%q = %g %+v rest %q", s, v, u, rest)
		}
		Suggest(s)
	})
}
