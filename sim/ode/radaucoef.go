package ode

// Coefficients of Radau IIA of order 5: Hairer and Wanner, Solving Ordinary
// Differential Equations II (2nd ed. 1996), IV.5 table 5.6 and IV.8.
const (
	// Abscissae (4 -+ sqrt 6)/10 and 1.
	raC1 = 0.15505102572168219018
	raC2 = 0.64494897427831780982

	// Eigenvalues raGamma, raAlpha +- i raBeta of the inverse of the matrix of
	// coefficients (IV.8, before eq. 8.5).
	raGamma = 3.6378342527444957322
	raAlpha = 2.6810828736277521339
	raBeta  = 3.0504301992474105694

	// T has the real and imaginary parts of its eigenvectors as columns; raIxx
	// are the elements of its inverse, scaled as in eq. 8.5.
	raT11 = 0.091232394870892942792
	raT12 = -0.14125529502095420843
	raT13 = -0.030029194105147424492
	raT21 = 0.24171793270710701896
	raT22 = 0.20412935229379993199
	raT23 = 0.38294211275726193779
	raT31 = 0.96604818261509293619
	raT32 = 1.0

	raI11 = 4.3255798900631553510
	raI12 = 0.33919925181580986954
	raI13 = 0.54177053993587487119
	raI21 = -4.1787185915519047273
	raI22 = -0.32768282076106238708
	raI23 = 0.47662355450055045196
	raI31 = -0.50287263494578687595
	raI32 = 2.5719269498556054292
	raI33 = -0.59603920482822492497

	// Minus the derivative at 0 of the polynomial through 0 and the stages:
	// -(13 +- 7 sqrt 6)/3 and -1/3 (IV.8, eq. 8.19).
	raE1 = -10.0488093998274155625
	raE2 = 1.3821427331607488958
	raE3 = -0.33333333333333333333

	// Powers of th in the polynomial through 0 at th = 0 and the stages: raPij
	// is the factor of stage i in the coefficient of th^j.
	raP11 = 10.0488093998274155625
	raP12 = -25.6295914470766393868
	raP13 = 15.5807820472492238243
	raP21 = -1.3821427331607488958
	raP22 = 10.2962581137433060534
	raP23 = -8.9141153805825571577
	raP31 = 0.33333333333333333333
	raP32 = -2.6666666666666666667
	raP33 = 3.3333333333333333333
)
