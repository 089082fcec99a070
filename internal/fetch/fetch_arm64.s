#include "textflag.h"

#define LINE \
	MOVWU.P 4(R0), R3; \
	ADD     R3<<3, R1, R3; \
	PRFM    (R3), PLDL1KEEP

// func Lines(c *Card, base uintptr)
TEXT ·Lines(SB), NOSPLIT, $0-16
	MOVD c+0(FP), R0
	MOVD base+8(FP), R1
	MOVWU.P 4(R0), R2
	CBZ  R2, done
group:
	LINE
	LINE
	LINE
	LINE
	LINE
	SUBS $1, R2, R2
	BNE  group
done:
	RET

// func At(p unsafe.Pointer)
TEXT ·At(SB), NOSPLIT, $0-8
	MOVD p+0(FP), R0
	PRFM (R0), PLDL1KEEP
	RET
