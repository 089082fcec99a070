package physics

import "testing"

// TestLinear tells systems the exponential series solves from those it would run past a jump or a bend of.
func TestLinear(t *testing.T) {
	if s := compile(t, shop, mass(t, "m", "9.5 kW * press.busy", "24 degC")); !s[0].Linear() {
		t.Error("a mass that loses heat in proportion is linear")
	}
	if s := compile(t, shop, mass(t, "m", "if(m.T > 300 K, 1 kW, 2 kW)", "24 degC")); s[0].Linear() {
		t.Error("heat that jumps with the temperature is not linear, though its derivative is 0 on both sides")
	}
	if s := compile(t, shop, mass(t, "m", "1 W * (m.T / 300 K)^2", "24 degC")); s[0].Linear() {
		t.Error("heat that grows with the square of the temperature is not linear")
	}
}
