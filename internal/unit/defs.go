package unit

// Units by name. Sources: BIPM, The International System of Units (SI brochure), 9th ed. (2019), tables 2, 4, 5, 7 and
// 8; NIST SP 811 (2008), appendix B.8, for the units outside the SI; ISO 4217 for currencies.

// Which SI prefixes a unit takes.
const (
	bare   = iota // none
	anyPre        // all of them
	upPre         // kilo and above
)

// def is a unit of one name: SI = v*num/den + offset.
type def struct {
	name     string
	dim      Dim
	num, den float64
	pre      int
	offset   float64
}

// The zeros of the scales [K]: SI brochure table 8 (degC); NIST SP 811 B.8, (t + 459.67)/1.8 (degF).
const (
	zeroCelsius    = 273.15
	zeroFahrenheit = 459.67 / 1.8
)

// Half a turn, for deg and rpm.
const pi = 3.14159265358979323846264338327950288

var defs = []def{
	{"m", Length, 1, 1, anyPre, 0},
	{"g", Mass, 1, 1000, anyPre, 0},
	{"s", Time, 1, 1, anyPre, 0},
	{"K", Temperature, 1, 1, anyPre, 0},
	{"A", Current, 1, 1, anyPre, 0},
	{"mol", Amount, 1, 1, anyPre, 0},
	{"cd", Luminosity, 1, 1, anyPre, 0},

	{"Hz", PerTime, 1, 1, anyPre, 0},
	{"N", Force, 1, 1, anyPre, 0},
	{"Pa", Pressure, 1, 1, anyPre, 0},
	{"J", Energy, 1, 1, anyPre, 0},
	{"W", Power, 1, 1, anyPre, 0},
	{"C", Charge, 1, 1, anyPre, 0},
	{"V", Voltage, 1, 1, anyPre, 0},
	{"F", Charge.Div(Voltage), 1, 1, anyPre, 0},
	{"Ohm", Voltage.Div(Current), 1, 1, anyPre, 0},
	{"S", Current.Div(Voltage), 1, 1, anyPre, 0},
	{"Wb", Voltage.Mul(Time), 1, 1, anyPre, 0},
	{"T", Voltage.Mul(Time).Div(Area), 1, 1, anyPre, 0},
	{"H", Voltage.Mul(Time).Div(Current), 1, 1, anyPre, 0},
	{"lm", Luminosity, 1, 1, anyPre, 0},
	{"lx", Luminosity.Div(Area), 1, 1, anyPre, 0},
	{"Bq", PerTime, 1, 1, anyPre, 0},
	{"Gy", Energy.Div(Mass), 1, 1, anyPre, 0},
	{"Sv", Energy.Div(Mass), 1, 1, anyPre, 0},
	{"kat", Amount.Div(Time), 1, 1, anyPre, 0},
	{"rad", One, 1, 1, anyPre, 0},
	{"sr", One, 1, 1, bare, 0},

	{"min", Time, 60, 1, bare, 0},
	{"h", Time, 3600, 1, bare, 0},
	{"d", Time, 86400, 1, bare, 0},
	{"l", Volume, 1, 1000, anyPre, 0},
	{"L", Volume, 1, 1000, anyPre, 0},
	{"t", Mass, 1000, 1, upPre, 0},
	{"ha", Area, 1e4, 1, bare, 0},
	{"eV", Energy, 1.602176634e-19, 1, anyPre, 0}, // SI brochure table 8, exact
	{"bar", Pressure, 1e5, 1, anyPre, 0},
	{"Wh", Energy, 3600, 1, anyPre, 0},
	{"Ah", Charge, 3600, 1, anyPre, 0},
	{"VA", Power, 1, 1, anyPre, 0},
	{"var", Power, 1, 1, anyPre, 0},

	// A turn is 2*pi rad and rpm an angular velocity: torque times speed is power. Counts in a time are 1/min.
	{"deg", One, pi, 180, bare, 0},
	{"rev", One, 2 * pi, 1, bare, 0},
	{"rpm", PerTime, 2 * pi, 60, bare, 0},
	{"%", One, 1, 100, bare, 0},
	{"ppm", One, 1, 1e6, bare, 0},

	{"degC", Temperature, 1, 1, bare, zeroCelsius},
	{"degF", Temperature, 5, 9, bare, zeroFahrenheit},

	// NIST SP 811 B.8
	{"in", Length, 254, 1e4, bare, 0},
	{"ft", Length, 3048, 1e4, bare, 0},
	{"yd", Length, 9144, 1e4, bare, 0},
	{"mi", Length, 1609344, 1e3, bare, 0},
	{"lb", Mass, 45359237, 1e8, bare, 0},
	{"oz", Mass, 28349523125, 1e12, bare, 0},
	{"gal", Volume, 3785411784, 1e12, bare, 0},
	{"lbf", Force, 44482216152605, 1e13, bare, 0},
	{"kgf", Force, 980665, 1e5, bare, 0},
	{"psi", Pressure, 6894.757293168361, 1, bare, 0},
	{"atm", Pressure, 101325, 1, bare, 0},
	{"mmHg", Pressure, 133.322387415, 1, bare, 0},
	{"hp", Power, 745.6998715822702, 1, bare, 0}, // 550 ft*lbf/s
	{"BTU", Energy, 1055.05585262, 1, bare, 0},   // International Table
	{"cal", Energy, 41868, 1e4, anyPre, 0},       // International Table
	{"mph", Speed, 44704, 1e5, bare, 0},
}

// currencies are the units of money (ISO 4217); they take the prefixes from kilo upwards.
var currencies = []string{
	"AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD",
	"HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PKR",
	"PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UAH", "USD", "VND", "ZAR",
}

// prefix is an SI prefix: SI brochure table 7.
type prefix struct {
	text     string
	num, den float64
}

var prefixes = []prefix{
	{"da", 10, 1}, {"h", 100, 1}, {"k", 1e3, 1}, {"M", 1e6, 1}, {"G", 1e9, 1}, {"T", 1e12, 1}, {"P", 1e15, 1},
	{"E", 1e18, 1}, {"Z", 1e21, 1}, {"Y", 1e24, 1},
	{"d", 1, 10}, {"c", 1, 100}, {"m", 1, 1e3}, {"u", 1, 1e6}, {"\u00b5", 1, 1e6}, {"\u03bc", 1, 1e6},
	{"n", 1, 1e9}, {"p", 1, 1e12}, {"f", 1, 1e15}, {"a", 1, 1e18}, {"z", 1, 1e21}, {"y", 1, 1e24},
}

// habits are spellings that people use, with the one that is known here.
var habits = map[string]string{
	"sec": "s", "secs": "s", "second": "s", "seconds": "s", "mins": "min", "minute": "min", "minutes": "min",
	"hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d", "msec": "ms",
	"celsius": "degC", "\u00b0c": "degC", "deg_c": "degC", "oc": "degC", "\u2103": "degC",
	"fahrenheit": "degF", "\u00b0f": "degF", "\u00b0": "deg", "degree": "deg", "degrees": "deg", "kelvin": "K",
	"percent": "%", "pct": "%", "metre": "m", "meter": "m", "metres": "m", "meters": "m", "kph": "km/h", "kmh": "km/h",
	"watt": "W", "watts": "W", "kw": "kW", "kwh": "kWh", "mwh": "MWh", "joule": "J", "ohm": "Ohm", "\u03a9": "Ohm", "\u2126": "Ohm",
	"\u20ac": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "dollar": "USD", "dollars": "USD", "\u00a3": "GBP",
	"liter": "l", "litre": "l", "liters": "l", "litres": "l", "lpm": "l/min", "cbm": "m3", "ton": "t", "tons": "t", "tonne": "t",
	"inch": "in", "feet": "ft", "foot": "ft", "kilo": "kg", "kgs": "kg", "btu": "BTU", "cfm": "ft3/min", "gpm": "gal/min",
}
