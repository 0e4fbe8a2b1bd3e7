"""Given names and words that look like names: what a capitalised word may be taken for.

The lists are the editor's own choice of common names; a name that is also a town, a brand, a month or an everyday
word ("Austin", "Mercedes", "June", "Will") is left out of GIVEN and only taken for a name where the words around it
say so.
"""

from __future__ import annotations

GIVEN: frozenset[str] = frozenset(
    """
    Aarav Aaron Abby Abdul Abdullah Abigail Adam Adebayo Adrian Adriana Agnes Agnieszka Ahmad Ahmed Aida Aidan Aiden
    Aisha Aitana Akira Alan Albert Alejandra Alejandro Aleksandr Aleksandra Alessandra Alessandro Alexandra
    Alexandre Alexei Alexis Alfie Alfonso Alfred Ali Alice Alicia Alina Alisha Alison Allison Alyssa Amanda Amelia
    Amina Amir Amit Amparo Amy Amélie Ana Ananya Anastasia Andrea Andreas Andres Andrew Andrzej André Andy Angela
    Angelika Angie Anika Anil Anita Anja Anjali Anke Ann Anna Anne Annegret Annelie Annelies Anneliese Annett
    Annette Annika Anthony Antje Anton Antonella Antonia Antonio Aoife Arash Archie Ariana Arjun Armin Arnd Arne
    Arno Arnold Arthur Arturo Ashley Ashok Astrid Audrey Aurélie Axel Ayşe Babette Barbara Barnaby Barry Bartholomew
    Bartosz Bastian Beate Beatrice Beatrix Beatriz Becky Begoña Ben Benedikt Benjamin Benoît Bernard Bernd Bernhard
    Berthold Beth Bethany Bettina Betty Beverly Bianca Birgit Björn Bob Bobby Boris Borja Brad Bradley Brandon
    Brenda Brendan Brent Brett Brian Bridget Britta Brittany Bruce Bryan Burkhard Caitlin Caleb Callum Cameron
    Camila Camille Candela Carina Carl Carla Carlos Carlota Carmen Carol Carola Carole Caroline Carolyn Carrie
    Carsten Casey Cassandra Catherine Cathy Cecilia Cedric Cesar Chad Charles Charlie Chelsea Cheryl Chiara Chidi
    Chinwe Chloe Chloé Chris Christa Christel Christian Christiane Christina Christine Christoph Christopher Ciarán
    Cindy Claire Clara Claudia Claudio Claus Clemente Clive Clément Colin Colleen Connor Conor Corinna Cornelia
    Courtney Craig Cristian Cristina Cristóbal Crystal Curtis Cynthia Céline Dagmar Damian Damien Dan Dana Daniel
    Daniela Danielle Danny Darren Darryl Dave David Davide Dawid Dean Debbie Deborah Debra Declan Deepak Delia
    Delphine Denise Dennis Derek Desmond Detlef Diana Diane Didier Diego Dieter Dietmar Dirk Divya Dmitri Dominic
    Dominik Donald Donna Doreen Doris Dorothea Dorothee Dorothy Doug Douglas Duane Duncan Dustin Dylan Eberhard
    Eckhard Edeltraud Edgar Edith Edmund Eduard Eduardo Edward Edwin Efraín Egon Eileen Ekaterina Ekkehard Elaine
    Elena Elfriede Elias Elisa Elisabeth Elise Elizabeth Elke Ella Ellen Elliot Elliott Elmar Elvira Emanuele Emeka
    Emil Emilia Emiliano Emilio Emily Emma Enrico Enrique Eoin Eric Erica Erich Erik Erika Erin Erna Ernest Esteban
    Estefanía Esther Ethan Ethel Eugene Eugenia Eva Evelyn Everett Ewa Ewald Ewan Fabian Fabio Fabrice Farid Fatima
    Fatma Federica Federico Felicitas Felipe Felix Femi Ferdinand Fermín Fernanda Fernando Filippo Fiona Florian
    Floyd Francesca Francesco Francis Francisca Francisco Frank Franz Franziska Françoise Frauke Fred Freddie
    Frederick Freya Frieda Friederike Friedhelm Friedrich Fritz Frédéric Fátima Gabriel Gabriela Gabriele Gareth
    Gary Gaurav Gavin Geoff Geoffrey Georg George Georgina Gerald Gerard Gerardo Gerd Gerda Gerhard Gerlinde Gerry
    Gertrud Gesine Gianluca Gilbert Gilberto Gillian Gina Giorgio Giovanni Gisela Giulia Giulio Giuseppe Glenn
    Gloria Gonzalo Gordon Graciela Graham Greg Gregor Gregory Grzegorz Gudrun Guillaume Guillermo Gunnar Gustav
    Gustavo Gwendolyn Gérard Günter Günther Hajo Hamish Hamza Hanna Hannah Hannelore Hannes Hans Harald Harold
    Harriet Harry Hartmut Haruto Harvey Hassan Hattie Heather Hector Hedwig Heiderose Heidi Heike Heiko Heiner
    Heinrich Heinz Helen Helena Helga Helge Helmut Hendrik Henning Henriette Henrik Henry Herbert Hernando Hernán
    Hilda Hilde Hildegard Hildegund Hiroshi Holger Holly Horst Howard Howie Hubert Hugo Hussein Hélène Iain Ian
    Ibrahim Ifeoma Ignacio Igor Iker Ilaria Ilona Imogen Imran Ines Inge Ingo Ingrid Inka Inmaculada Inés Irene
    Irina Iris Irma Irmgard Isaac Isabel Isabella Isabelle Isaiah Isha Ismael Isolde Itziar Ivan Ivana Ivonne Iván
    Jacinto Jacob Jacopo Jacqueline Jacques Jade Jaime Jake Jakob Jakub James Jamie Jana Jane Janet Janice Janina
    Janine Jannik Jared Jasmin Jason Javier Jay Jayne Jean Jeanette Jeff Jeffrey Jelena Jemima Jenna Jennifer Jenny
    Jens Jeremy Jermaine Jerome Jerrod Jerry Jerzy Jesse Jessica Jill Jim Jimena Jimmy Jo Joachim Joan Joana Joanna
    Joanne Joaquina Joaquín Jochen Jodi Joe Joel Johann Johanna Johannes John Johnny Jon Jonas Jonathan Jordi Jorge
    Jose Josef Josefa Joseph Josephine Josh Joshua José Juan Juana Juanita Judith Judy Julia Julian Juliane Julie
    Juliet Julio Julián Justin Justine Jutta Jérôme Jörg Jörn Jürgen Kai Karen Karim Karin Karina Karl Karla
    Karolina Karsten Katarzyna Kate Katharina Katherine Kathleen Kathrin Kathryn Kathy Katie Katja Katrin Kavita
    Kayla Keith Ken Kenji Kenneth Keri Kerry Kerstin Kevin Khalid Kieran Kimberly Kirsten Kirsty Klara Klaus Klemens
    Kofi Konrad Konstantin Krista Kristen Kristin Kristina Krzysztof Ksenia Kurt Kwabena Kwame Kyle Laetitia Lakshmi
    Lara Larry Lars Latoya Laura Lauren Laurence Laurent Lawrence Lea Leah Leandro Leila Lena Leo Leonard Leonardo
    Leonie Leslie Leticia Liam Lieselotte Linda Lindsay Lindsey Lionel Lisa Liselotte Liz Logan Lorena Lorenz
    Lorenza Lorenzo Loretta Lorraine Lothar Lou Louis Louise Loïc Luca Lucas Lucia Lucille Lucy Lucía Ludovic Ludwig
    Luigi Luis Luisa Luise Lukas Luke Lutz Lydia Lynn Mabel Macarena Maciej Madeleine Magaly Magda Magdalena Mahmoud
    Maite Malcolm Manfred Manish Manolo Manon Manuel Manuela Marc Marcel Marcela Marcelo Marcia Marco Marcos Marcus
    Marek Marga Margaret Margarete Margarita Margit Margot Marguerite Maria Mariana Marianne Maribel Marie Marilyn
    Mario Marion Marisa Marisela Marisol Marjorie Markus Marla Marlen Marlene Marsha Marta Martha Martin Martina
    Martín Marvin Mary María Mateo Mateus Mateusz Mathias Mathieu Matilde Matt Matteo Matthew Matthias Maureen
    Maurice Mauricio Maurizio Maxime Maximilian Maximiliano Maxine Maya Małgorzata Mechthild Meera Megan Mehmet
    Meike Meinhard Melanie Melinda Melissa Melvin Meredith Merve Mia Micha Michael Michaela Michał Michele Michelle
    Mickaël Miguel Mike Mikhail Mildred Milena Mindy Miriam Mirjam Mirko Mitchell Mohamed Mohammad Mohammed Mohan
    Moira Mona Monica Monika Monique Montserrat Monty Morag Moritz Muhammad Muriel Mustafa Myra Myriam Mónica Nadia
    Nadine Nadja Nancy Naomi Natalia Natalie Natasha Nathalie Nathan Nathaniel Naveen Neha Neil Nele Nelly Nerea
    Ngozi Niamh Nicanor Nicholas Nick Nicola Nicolas Nicole Nicolás Nicolò Niels Nigel Nigella Nikhil Nikita Nikolai
    Nikolaus Nils Nina Nisha Nnamdi Noah Noelia Nora Norbert Norma Noël Nuria Octavio Océane Oksana Olaf Oleg Olena
    Olga Oliver Olivia Olivier Olumide Omar Omer Ortrud Oskar Ottmar Owen Pablo Paco Pamela Paola Paolo Pascal
    Patricia Patrick Patty Paul Paula Paulina Pauline Paulo Pavel Paweł Pedro Peggy Penelope Pepe Peter Petra Phil
    Philip Philipp Philippe Phillip Phoebe Phyllis Pia Pierre Pietro Pilar Piotr Pooja Prakash Pranav Priya Priyanka
    Przemysław Quentin Rachel Rafael Raffaele Rahul Rainer Rajesh Ralf Ralph Ramesh Ramona Ramón Randall Randy
    Raphael Raquel Raul Ravi Raymond Raúl Rebecca Regina Reginald Reiner Reinhard Reinhold Renate Renee René Renée
    Rhonda Rhys Ricardo Riccardo Richard Rick Ricky Rigoberto Rita Rob Robert Roberta Roberto Robin Rocío Rodney
    Rodolfo Rodrigo Rogelio Roger Rohan Rohit Roland Rolf Romain Ron Ronald Ronja Rosalind Rosemarie Rosemary Ross
    Roswitha Roxana Roxanne Roy Rubén Rudolf Rufus Rupert Russell Ruth Ryan Rémi Róisín Rüdiger Sabine Sabrina
    Sagrario Sakura Sally Salma Salvador Salvatore Sam Samantha Samir Samuel Sandeep Sandra Sandrine Sandy Sanjana
    Sanjay Sara Sarah Sascha Saskia Scott Sean Sebastian Sebastián Selina Serafina Sergei Sergio Seth Seán Shane
    Shannon Sharon Shaun Shawn Sheila Sheldon Shelly Sherry Shirley Shreya Sibylle Siegfried Sieglinde Sigmar Sigrid
    Silke Silvia Silvio Simon Simona Simone Siobhan Siân Sofia Sofía Solène Sonia Sonja Sonya Sophia Sophie Stacey
    Stacy Stan Stanley Stefan Stefania Stefanie Stefano Steffen Stella Stephan Stephanie Stephen Steve Steven Stuart
    Sue Sunil Sunita Suresh Susan Susana Susanne Suzanne Sven Svenja Svetlana Swantje Swen Sybille Sylvain Sylvia
    Sylvie Sébastien Sönke Sören Takashi Tamara Tamsin Tania Tanja Tanya Tara Tariq Tatiana Ted Terence Teresa
    Terrence Terry Thea Thelma Theo Theodor Theresa Therese Thiago Thibault Thierry Thilo Thomas Thorsten Tiffany
    Tilman Tim Timo Timothy Tina Tobias Todd Tom Tomasa Tomasz Tomás Toni Tony Tonya Torsten Tracey Tracy Traudl
    Travis Trevor Trisha Tristan Tristán Tunde Tyler Tyrone Udo Ulf Ulises Ulla Ulrich Ulrike Umberto Ursula Uwe
    Valentina Valentín Valeria Valerie Valérie Vanessa Velma Vera Verena Vernon Veronica Veronika Verónica Vicenta
    Vicente Vicky Vijay Vikram Viktor Vince Vincent Vincenzo Vinzenz Vivian Viviana Vladimir Volker Volodymyr
    Véronique Víctor Waldemar Walter Waltraud Wanda Warren Wayne Wendy Werner Wesley Wiebke Wilbur Wilfried Wilhelm
    Wilhelmine Willi William Willie Willy Wilma Winfried Wojciech Wolfgang Wolfram Xaver Xavier Xiaoming Ximena
    Xiomara Yann Yannick Yasmin Yesenia Yolanda Yuki Yulia Yuri Yusra Yusuf Yuto Yvette Yvonne Zachary Zainab Zoe
    Zofia Zoë Álvaro Ángela Élodie Émilie Íñigo Óscar Łukasz
    Winifred Lucinda Ezekiel Thaddeus Oluwaseun Gernot Ottokar
    Niklas Torben Elif Henrike Friedemann Leocadia Saturnino Eustaquio Evaristo
    Aaliyah Abel Abena Achim Adele Adelina Aditya Adnan Agata Aggeliki Ahmet Ailsa Aino Ajay Akua Alain Alberto
    Aleix Aleksander Alenka Alessia Alexandru Alfredo Alistair Almudena Alois Aloys Alva Alwin Amadou Amal Amara
    Amaranta Anahí Anastasiya Anders Andrej Aneta Angelo Anh Aniket Anneke Annemarie Ansgar Antonis Anuradha
    Apostolos Araceli Aristotelis Arkadiusz Arlene Armando Artem Arvid Arvind Ashwin Asif Aslan Asma Assunta
    Atanas Attila Aurelia Ayesha Aylin Aysel Baltasar Balázs Bartłomiej Barış Basma Beata Benedetta Benita Benito
    Berit Bertram Bhavna Bilal Birgitta Birte Bjarne Blanka Bogna Bozena Bożena Branislav Branka Bronagh Bruna
    Bruno Burak Caio Camilo Catalina Cecilie Cesare Chaima Chantal Chunhua Cormac Cornel Cosima Cosmin
    Czesław Dagny Dalia Damir Danica Danilo Danuta Daria Dariusz Darko Dayana Debora Denisa Deniz Desirée Devi
    Dilnoza Dimitra Dimitri Dimitrios Dinesh Domenico Dominika Dorota Dragan Dunja Dušan Ebenezer Eberwin Ebru
    Eduarda Eirik Ekin Eleftheria Eleni Eleonora Elin Eliseo Elżbieta Emel Emin Emine Emre Encarna Endre Ercan
    Erdem Erhan Erkan Erlend Esin Esma Esra Estela Estelle Eulalia Evangelos Ezgi Fabiola Fadi Faisal Farah Farida
    Fatih Fatou Felicia Ferhat Fernand Filip Filiz Flavia Flavio Florentina Folkert Francine Frederik Freja
    Fulgencio Furkan Gabor Galina Ganesh Gaspar Genoveva Georgi Georgios Ghassan Giacomo Gitte Goran Gordana
    Grazia Greta Grete Grit Gulnara Gumersindo Gunda Guoqiang Gábor Gülay Gülcan Gülsen Güner Habib Hadi Hafsa
    Hakan Halil Halima Halina Hamid Hande Haoran Harini Haris Harpreet Hasan Hatice Hedda Heidrun Helene Helle
    Heloísa Henk Henryk Heriberto Hermine Hilma Hoang Huda Huong Hüseyin Ilhan Ilka Ilker Imke Inaya Indira Inga
    Inna Insa Ioana Ioannis Iolanthe Iqbal Irena Irmela Isidora Ivar Iwona Iñaki Jacek Jacinta Jadranka Jamal
    Janek Janusz Jarek Jarosław Jasmina Jasna Jaya Jerónimo Jiahao Jianguo Jianhua Joaquim Johan Jolanta Jorunn
    Jovana Jozef Judit Junaid Junjie Justyna Jürg Kaan Kacper Kadir Kaito Kajsa Kalliopi Kamal Kamil Kamila Karol
    Karthik Kasia Katarina Kateryna Kavya Kazimierz Kemal Kerem Khadija Kinga Kirill Kjell Klaudia Konstantina
    Kornelia Kostas Krishna Krystyna Kunigunde Kwasi Laila Lamia Larissa Latifa Layla Leandra Leda Leif Leilani
    Lenka Lennart Leopold Leopoldo Levent Lidia Lieselore Lihua Lilian Linh Linnea Ljiljana Louisa Lourenço
    Lubomir Luciana Luciano Lucien Ludmila Ludmilla Luka Maeve Magnus Mahesh Maja Malik Malika Malin Manoj Marcin
    Margaux Margherita Mariam Marica Marija Marijke Marika Marlies Marwa Maryam Masood Matej Matias Mats Mattias
    Matías Mehtap Mehwish Meiling Meltem Mert Meryem Mikael Mikkel Milica Milos Miloš Minghui Mireia Mirela Mireya
    Miroslav Mirosław Mladen Mohsin Monir Moses Murat Mustapha Nabil Nadeem Nahuel Najib Nasser Natascha Nazan
    Nazim Ndidi Nedim Nenad Nermin Nesrin Nevena Ngoc Nihal Nikola Nikolaos Nikos Nilufar Nuno Nura Nurcan Oddny
    Odile Ofelia Oguz Olof Omkar Onur Orhan Orla Osman Osvaldo Otavio Oyinkan Ozan Padma Panagiotis Parvati Parvin
    Pascale Pawel Petar Petros Petter Phuong Piero Pinar Pradeep Pramod Prasad Predrag Quang Radek Radmila
    Radosław Rafaela Rafał Raffaella Raghav Rajiv Ranjit Rashid Rasmus Reem Remigiusz Reza Rigoberta Rishi
    Roksolana Rosalía Roya Ruslan Ruxandra Sabina Sadie Safiya Salih Salim Salome Samira Sandor Sangeeta Sanna
    Saoirse Selim Semra Serap Serdar Serkan Sevda Sevgi Shabnam Shanti Sharad Shilpa Shirin Shoaib Sibel Signe
    Sigrun Sigurd Sinan Sindre Siyu Slavko Slobodan Smita Snežana Sofie Solveig Soraya Sotiris Spiros Srinivas
    Stanislav Stanisław Stavros Stig Stina Sudha Sujata Sulaiman Sumit Suzana Svea Swati Sylwia Szymon Süleyman
    Tadeusz Taha Tamsyn Tamás Tarek Tatjana Tereza Terje Thanh Theodora Thorben Thuy Tiago Tihomir Tjorven Tobiasz
    Tomislav Torbjörn Trang Trine Trygve Tuan Tuğba Umar Umut Urszula Usha Uğur Vaclav Vadim Vanja Vasile Vasilis
    Vasyl Veerle Venkat Vesna Viggo Viktoria Vilma Vinay Vishal Vivek Vladislav Vlado Vukica Vusumuzi Wael Waleed
    Walentyna Weiwei Wiesław Wiktor Wilmer Władysław Xenia Xiaohong Xiaojun Xiaoli Xinyi Yamila Yasemin Yasin
    Yaşar Yelena Yesica Yevgenia Yifan Yildiz Yiğit Youssef Yuliya Yuting Yves Zahra Zbigniew Zdenka Zebulon Zehra
    Zeki Zhiwei Zihan Zlatko Zoran Zsófia Zuzana Zygmunt Özge Özlem Łucja Željko
    Casilda Gervasio Remedios Ezequiel Aurelio
    """.split()
)

# Given names that are also everyday words, towns or brands: sure only with a family name behind them.
GIVEN_BEFORE_FAMILY: frozenset[str] = frozenset(
    """
    Mark Brooke Bill Frank Jack Grant Jordan Victor Dean Gene Carl Mason Hunter Logan Ray Rob Robin Leon Oscar Otto
    Roman Kelly Morgan Drew Chase Florence Lourdes Aurora Hazel Nelson Preston Kirk Earl Perry Spencer Ernst Noel
    Trent Wade Norman Franklin Jan Wei Mei Jin Raj Kiran Nieves Consuelo Rosario Guadalupe Milagros Paloma Alba
    Celia Poppy Blas Luc Piet Veit Götz Ute Guy Hermann Rosa Ruby Amber Pat Sue Gene Dale Marina Victoria Austin
    Augusto Aurora Blanca Duarte Encarnación Enzo Germán Guadalupe Indra Milan Minh Noor
    Plácido Rafferty Rosario Santiago Selma Stella Tránsito Violeta
    Jackson Madison Taylor Tyler Blake Brandy Brook Cliff Dwight
    """.split()
)

# Capitalised words that stand where names stand: after "Hi", before a comma at a line's start, after "Mr".
NOT_NAMES: frozenset[str] = frozenset(
    """
    the a an this that these those there here it i we you they he she my your our their and but or so if when where
    what which who why how all both any some no not yes ok okay sure thanks thank please sorry hello hi hey dear
    good great nice well also just still again team support service customer customers client sir sirs madam
    sir/madam madame everyone everybody folks guys friend friends friendly agent agents help helpdesk desk staff
    crew manager colleague colleagues member members valued passenger passengers guest user and/or to from for at in
    on with by of as is are was were be been have has had do does did can could will would should may might must
    morning afternoon evening day night today tomorrow yesterday now then soon later monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september october november
    december regards best kind sincerely cheers absolutely unfortunately however definitely certainly indeed
    actually apologies welcome congratulations hope great perfect agreed enjoy safe travels cool awesome understood
    noted correct right wrong really maybe perhaps otherwise therefore oh wow ah der die das ein eine wir sie ihr
    ihnen ich du es und oder aber wenn wie was wer wo warum damen herren herr frau team kunde kunden kundin
    kundenservice kundendienst zusammen alle leute guten tag morgen abend danke bitte leider hallo liebe lieber
    liebes sehr geehrte geehrter geehrtes freundliche grüße gruß montag dienstag mittwoch donnerstag freitag samstag
    sonntag el la los las un una yo tú usted ustedes nosotros equipo señor señora señores cliente clientes amigo
    amigos todos buenos buenas días tardes noches gracias por favor saludos hola estimado estimada estimados lo
    siento perdón atención servicio soporte lunes martes miércoles jueves viernes sábado domingo airport station
    street road avenue airlines airways hotel bank group inc ltd gmbh ag sl sa university hospital school mr mrs ms
    miss dr prof sra srta martens oetker pepper
    """.split()
)

# Family names written before 先生, 女士 and given names: the hundred commonest, of one character each, and four of two.
CHINESE_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾"
    "夏韦付方邹熊白孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧阳司诸葛上官"
    "褚卫柳鲍费岑傅康伍卜穆祁臧庞纪舒屈项阮闵席童颜梅盛刁骆樊霍虞柯裘缪宗宣杭洪邢裴荣翁荀甄芮储靳焦温"
)

# Parts of people's names that are everyday words in one of the four languages: taken for a name only when capitalised
# within a sentence.
COMMON_WORDS: frozenset[str] = frozenset(
    """
    will mark jean may june april august summer rose grace hope joy faith bill rich art price king young long white
    black brown green gray grey stone wood woods hill field ford bush rice day knight bishop cook baker miller
    carter page case cash chase hunter drew pat rob sue jack ray guy dean gene dale lane penny olive ivy iris ruby
    amber pearl crystal star sunny angel christian major love best good may little small large short strong sharp
    bright swift wise moody church bell ball banks bond brooks burns cross field fields fish fisher fox frost gates
    glass gold hall hand hart head holly house hunt lake lamb land law list lock marsh mason mills moon moss nash
    north park parks parker pope post potter power powers read reed root rose rush sage self shaw shore silver snow
    south spring steel street sumner temple terry tower train turner wall walls ward waters weeks wells west winter
    winters word words york the and for you your our from with this that has have was are not but all any can one
    two out off new now how who why klein groß gross lang kurz schwarz weiß weiss roth rot braun koch vogel sommer
    stark neu frank ernst wolf richter kaiser könig fuchs berg bach busch sauer fein gut alt jung engel herz hahn
    zimmer schneider weber wagner meister bauer schäfer fischer vogt baumann brand kraft sturm winkel stein feld
    keller garten graf ritter krieger schreiber
    sänger jäger förster lehrer bäcker maler hofer
    wald post der die das und von mit bei ist nicht rosa blanca pilar sol luz mar cruz ángel ramos flores rey reyes
    casa calle campos prado moreno rubio delgado bravo cortés leal franco dolores mercedes consuelo esperanza paz
    gracia nieves concepción santos iglesias torres montes marina victoria gloria bueno los las del que con por para
    una uno san santa
    """.split()
)
